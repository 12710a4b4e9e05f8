"""Checks on what is not a topic: the bot's own texts, the menu, notices, the privacy page.

Knows which texts a city needs and which facts they may refer to.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge import documents, menu, notices, placeholders
from knowledge.documents import DataError, Problem
from knowledge.library import Library
from knowledge.privacy import PLACEHOLDER

# A line that needs such a fact is left out where a city does not know it (placeholders.py).
_MAY_BE_UNKNOWN = ("phone", "email", "url", "address")
_ALWAYS_KNOWN = frozenset({"main.address"})


def city_problems(library: Library) -> Iterator[Problem]:
    """All problems of a city's texts, menu, notices and privacy page."""
    yield from _texts(library)
    yield from _menu(library)
    yield from _notices(library)
    yield from _privacy(library)


def _texts(library: Library) -> Iterator[Problem]:
    for key in library.texts:
        text = library.texts.entry(key)
        known = (
            set(library.city.facts())
            | _unknown(library)
            | {
                f"emergency.{number.kind}"
                for number in (*library.city.calls, *library.city.emergency)
            }
        )
        wanted = set(placeholders.names(next(iter(text.wording.values()))))
        for code, wording in text.wording.items():
            names = set(placeholders.names(wording))
            dead = {name for name in names if "." in name and name not in known}
            if names != wanted or dead:
                odd = ", ".join(sorted(dead or names ^ wanted))
                yield Problem(
                    file=text.file,
                    line=documents.read(text.file).line("texts", key, code),
                    what=f"the placeholders of '{key}' in '{code}' do not fit: {odd}",
                    remedy="use the same ones in every language, spelled as in city.yml",
                )
        for code in library.languages.answered:
            if code not in text.wording:
                yield Problem(
                    file=text.file,
                    line=text.line,
                    what=f"'{key}' is missing in '{code}'",
                    remedy="translate it",
                    warning=code not in library.city.required_languages,
                )


def _unknown(library: Library) -> set[str]:
    """Facts that an office may lack."""
    offices = (*library.city.offices, "main")
    facts = {f"{office}.{field}" for office in offices for field in _MAY_BE_UNKNOWN}
    return facts - _ALWAYS_KNOWN


def _menu(library: Library) -> Iterator[Problem]:
    path = library.city_folder / "menu.yml"
    intents = [key.removeprefix("choice_") for key in library.texts]
    try:
        screens = menu.of(library, intents=intents)
    except DataError as error:
        yield error.problem
        return
    for group in screens.groups():
        if f"menu_{group.name}" not in library.texts:
            yield Problem(
                file=path,
                line=1,
                what=f"the group '{group.name}' has no title",
                remedy=f"add menu_{group.name} to data/texts/menu.yml",
            )
    shown = {item for group in screens.groups() for item in group.items if isinstance(item, str)}
    for name in sorted(set(library.topics) - shown):
        yield Problem(
            file=path,
            line=1,
            what=f"the topic '{name}' stands in no menu",
            remedy="add menu: <group with room> to the topic's file, or its name to the menu",
            warning=True,
        )


def _notices(library: Library) -> Iterator[Problem]:
    path = library.city_folder / "notices.yml"
    try:
        touched = {name for one in notices.load(path).notices for name in one.topics}
    except DataError as error:
        yield error.problem
        return
    for name in sorted(touched - set(library.topics) - {notices.GREETING}):
        yield Problem(
            file=path,
            line=1,
            what=f"'{name}' is no topic of this city",
            remedy="correct the name, or write greeting",
            warning=True,
        )


def _privacy(library: Library) -> Iterator[Problem]:
    document = documents.read(library.city_folder / "privacy.yml")
    for name, value in (document.data or {}).items():
        if value == PLACEHOLDER:
            yield Problem(
                file=document.path,
                line=document.line(name),
                what=f"'{name}' is still a placeholder",
                remedy="the municipality has to write it",
                warning=True,
            )
