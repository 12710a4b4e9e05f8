"""Which kinds of danger a message tells, and whether it cries for help, by its words alone.

Knows the patterns of data/patterns/danger/kinds.yml and emergency.yml. Where the model runs, the
model decides whether it is an emergency (bot/nlu/danger.py); refuses to know numbers to call.
"""

from __future__ import annotations

from functools import lru_cache

from bot.nlu import city, patterns
from bot.nlu.canon import pieces

_READ = 2000
KINDS = ("violence", "suicide", "shelter", "child", "sexual_violence", "poison")


@lru_cache(maxsize=1)
def _matchers() -> patterns.Matchers:
    path = patterns.FOLDER / "danger" / "kinds.yml"
    return patterns.Matchers(list(patterns.read_file(path)), typos=False)


def kinds_told(text: str, language: str) -> tuple[str, ...]:
    """The kinds that the message's words name, in the order of `KINDS`; none when unclear."""
    languages = tuple(dict.fromkeys((language, "en", *city.host_languages())))
    found = {one.value for one in _matchers().find(pieces(text), languages)}
    return tuple(kind for kind in KINDS if kind in found)


def cries(text: str) -> bool:
    """Whether words of danger stand in the beginning of a message, in whatever language.

    For what the model does not see: messages over a limit, or too long. A word that means danger
    in another language only costs a turn.
    """
    words, languages = _cries()
    found = words.find(pieces(text[:_READ]), languages)
    return any(one.key == patterns.DANGER for one in found)


@lru_cache(maxsize=1)
def _cries() -> tuple[patterns.Matchers, tuple[str, ...]]:
    rules = list(patterns.read_file(patterns.FOLDER / f"{patterns.DANGER}.yml"))
    languages = tuple(dict.fromkeys(rule.language for rule in rules))
    return patterns.Matchers(rules, typos=False), languages
