"""The table of languages: code, own name, script, direction, fallback, answered or not.

Knows in which order languages stand in for one another. Knows no texts and no channels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge import documents

DIRECTIONS = ("ltr", "rtl")


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language; `name` is its own name, `english` its English one."""

    code: str
    name: str
    english: str
    script: str
    direction: str
    fallback: tuple[str, ...]
    answered: bool


class Languages(Mapping[str, Language]):
    """All languages by code. `answered` are those in which the bot's answers are written."""

    def __init__(self, languages: Mapping[str, Language], *, source: str) -> None:
        self._languages = dict(languages)
        self.source = source
        self.answered = tuple(code for code, one in self._languages.items() if one.answered)

    def __getitem__(self, code: str) -> Language:
        return self._languages[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)

    def known(self, code: str | None) -> str:
        """`code` (also `pt-BR`) if it is in the table, else the source language."""
        short = (code or "").replace("_", "-").split("-")[0].lower()
        return short if short in self._languages else self.source

    def chain(self, code: str | None) -> tuple[str, ...]:
        """The language, its fallbacks, the city's source language: in this order, each once."""
        first = self.known(code)
        return tuple(dict.fromkeys((first, *self._languages[first].fallback, self.source)))

    def direction(self, code: str | None) -> str:
        """`ltr` or `rtl`."""
        return self._languages[self.known(code)].direction


def load(path: Path, *, source: str = "en", answered: Collection[str] | None = None) -> Languages:
    """Read `data/languages.yml`; `source` is the city's source language.

    `answered`: the languages in which a city answers; by default all in which texts exist.

    Raises:
        DataError: a field is missing or wrong, or a fallback is not in the table.
    """
    document = documents.read(path)
    table = (document.data or {}).get("languages") or {}
    languages: dict[str, Language] = {}
    for code, row in table.items():
        if not isinstance(code, str):
            raise document.error(
                "languages", what=f"the code {code!r} is no text", remedy="put it in quotes"
            )
        for field in ("name", "english", "script", "direction"):
            if not isinstance((row or {}).get(field), str):
                raise document.error(
                    "languages", code, what=f"'{field}' is missing", remedy=f"add {field}: ..."
                )
        if row["direction"] not in DIRECTIONS:
            raise document.error(
                "languages", code, what="unknown direction", remedy="write ltr or rtl"
            )
        languages[code] = Language(
            code=code,
            name=row["name"],
            english=row["english"],
            script=row["script"],
            direction=row["direction"],
            fallback=tuple(row.get("fallback") or ()),
            answered=bool(row.get("answered")) and (answered is None or code in answered),
        )
    for code, language in languages.items():
        for other in (*language.fallback, source):
            if other not in languages:
                raise document.error(
                    "languages",
                    code,
                    what=f"'{other}' is not in the table",
                    remedy="add that language or take it out of the fallback",
                )
    return Languages(languages, source=source)
