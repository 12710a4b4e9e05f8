"""A city's menu: doors, groups and topics, from `data/cities/<city>/menu.yml`.

Knows which screen shows what. A topic stands there by name, or names its group in its own file
(`menu: rights`) and is shown at that group's end. Topics that the city does not answer, and groups
left empty by that, are not shown. Knows no language and no button.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge import documents
from knowledge.library import Library

MOST_ON_A_SCREEN = 6


@dataclass(frozen=True, kw_only=True)
class Group:
    """A door or a group: what its screen shows, in order.

    A text is a topic's name or an intent.
    """

    name: str
    sign: str
    items: tuple[Group | str, ...]


@dataclass(frozen=True, kw_only=True)
class Menu:
    """All doors of a city."""

    doors: tuple[Group, ...]

    def group(self, name: str) -> Group | None:
        """The door or group of that name."""
        return next((group for group in self.groups() if group.name == name), None)

    def groups(self) -> Iterator[Group]:
        """All doors and groups."""
        waiting = list(self.doors)
        while waiting:
            group = waiting.pop(0)
            yield group
            waiting.extend(item for item in group.items if isinstance(item, Group))


def of(library: Library, *, intents: Collection[str] = ()) -> Menu:
    """The menu of a city's library, without topics and `intents` that are not there.

    Raises:
        DataError: the file is broken or a screen has more than six buttons.
    """
    placed = {name: topic.menu for name, topic in library.topics.items() if topic.menu}
    path = library.city_folder / "menu.yml"
    return load(path, topics=library.topics, intents=intents, placed=placed)


def load(
    path: Path,
    *,
    topics: Collection[str],
    intents: Collection[str] = (),
    placed: Mapping[str, str] | None = None,
) -> Menu:
    """Read a city's menu, without what is in neither `topics` nor `intents`.

    `placed` are topics that name their group themselves; a full screen takes no more.

    Raises:
        DataError: the file is broken or a screen has more than six buttons.
    """
    document = documents.read(path)
    known = frozenset(topics) | frozenset(intents)
    rows = (document.data or {}).get("doors") or []
    named = _words(rows)
    own: dict[str, list[str]] = defaultdict(list)
    for topic, wanted in (placed or {}).items():
        if topic in known and topic not in named:
            own[wanted].append(topic)
    doors = tuple(
        group
        for index, row in enumerate(rows)
        if (group := _group(document, row, known, ("doors", index), own)) is not None
    )
    return Menu(doors=doors)


def _words(rows: object) -> frozenset[str]:
    """Every plain word of the file, however deep."""
    if isinstance(rows, str):
        return frozenset([rows])
    parts = rows if isinstance(rows, list) else []
    if isinstance(rows, dict):
        parts = rows.get("items") or []
    return frozenset(word for part in parts for word in _words(part))


def _group(
    document: documents.Document,
    row: object,
    known: frozenset[str],
    keys: tuple[str | int, ...],
    own: Mapping[str, list[str]],
) -> Group | None:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise document.error(
            *keys, what="a door or group has no name", remedy="write '- name: ...' and 'items:'"
        )
    rows = row.get("items") or []
    if len(rows) > MOST_ON_A_SCREEN:
        raise document.error(
            *keys,
            "items",
            what=f"the screen '{row['name']}' has {len(rows)} buttons, at most 6 are allowed",
            remedy="put some of them into a group of their own",
        )
    items: list[Group | str] = []
    for index, item in enumerate(rows):
        if isinstance(item, str):
            if item in known:
                items.append(item)
            continue
        group = _group(document, item, known, (*keys, "items", index), own)
        if group is not None:
            items.append(group)
    items += own.get(row["name"], ())[: MOST_ON_A_SCREEN - len(items)]
    if not items:
        return None
    return Group(name=row["name"], sign=str(row.get("sign") or ""), items=tuple(items))
