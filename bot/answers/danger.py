"""Which kinds of danger a message tells, so that the line that fits can be shown.

Knows the patterns of data/patterns/danger/kinds.yml. Decides neither whether it is an emergency nor
which numbers are shown.
"""

from __future__ import annotations

from functools import lru_cache

from bot.nlu import city, patterns
from bot.nlu.canon import pieces

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
