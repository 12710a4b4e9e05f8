"""The notice on personal data: who is responsible, what for, how long, which rights.

Reads `privacy.yml` of a city and the texts `notice_...`. Knows sections and languages; refuses
to know how long anything is really kept (the settings say) and where the notice is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge import documents
from knowledge.library import Library

PLACEHOLDER = "TO FILL IN"
SECTIONS = (
    "program",
    "controller",
    "purposes",
    "legal_basis",
    "recipients",
    "retention",
    "rights",
    "complaint",
)
_NAMES = ("controller", "officer")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section in one language."""

    name: str
    sign: str
    title: str
    text: str


def notice(library: Library, language: str, days: Mapping[str, int]) -> tuple[Section, ...]:
    """All sections for a reader; `days` fills {conversation_days}, {case_days}, {backup_days}."""
    values = read_values(library.city_folder / "privacy.yml")
    texts = library.texts
    missing = texts.get("notice_not_yet", language)
    given: dict[str, object] = {
        name: missing if values.get(name, PLACEHOLDER) == PLACEHOLDER else values[name]
        for name in _NAMES
    }
    given |= dict(days)
    return tuple(
        Section(
            name=name,
            sign=texts.entry(f"notice_{name}_title").sign or "",
            title=texts.get(f"notice_{name}_title", language),
            text=_own_words(values, name, library.languages.chain(language))
            or texts.get_lines(f"notice_{name}", language, **given),
        )
        for name in SECTIONS
    )


def read_values(path: Path) -> dict[str, object]:
    """What stands in a city's `privacy.yml`.

    Raises:
        DataError: the file is missing or broken.
    """
    data = documents.read(path).data
    return dict(data) if isinstance(data, Mapping) else {}


def _own_words(values: Mapping[str, object], name: str, chain: tuple[str, ...]) -> str | None:
    wording = values.get("wording")
    section = wording.get(name) if isinstance(wording, Mapping) else None
    if not isinstance(section, Mapping):
        return None
    return next((str(section[code]) for code in chain if code in section), None)
