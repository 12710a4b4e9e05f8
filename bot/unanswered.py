"""Which questions people had in vain, for a coordinator: only what at least three of them asked.

Words leave the bot masked, and only in such groups; a word that the mask does not know is shown
when three people of the group used it. Refuses to know who asked. Contract: tests/contracts/staff.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.nlu.sense import ALIKE, apart
from bot.store import Journal
from bot.store.unanswered import Lost
from knowledge import masking

PEOPLE = 3
SENTENCES = 5
GROUPS = 50


@dataclass(kw_only=True)
class _Group:
    """Messages that are about the same as the first of them."""

    first: Lost
    all: list[Lost] = field(default_factory=list)

    @property
    def people(self) -> int:
        return len({one.conversation for one in self.all})


def groups(journal: Journal, examples: Path) -> list[dict[str, Any]]:
    """What may be told, the group of most people first; `examples` is the folder data/nlu."""
    found = [one for one in _alike(journal.unanswered.newest()) if one.people >= PEOPLE]
    found.sort(key=lambda one: (-one.people, -one.first.time))
    known = _vocabulary(examples)
    return [told for one in found[:GROUPS] if (told := _told(one, journal, known))]


def _alike(lost: Sequence[Lost]) -> Iterator[_Group]:
    """Each message joins the nearest group that it is alike to, or begins one (leader clustering:
    J. Hartigan, Clustering Algorithms, 1975, chapter 3)."""
    found: list[_Group] = []
    for one in reversed(lost):  # the oldest first: a group keeps its first message
        near = min(found, key=lambda group: apart(group.first.sense, one.sense), default=None)
        if near is None or apart(near.first.sense, one.sense) > ALIKE:
            near = _Group(first=one)
            found.append(near)
        near.all.append(one)
    return iter(found)


def _told(group: _Group, journal: Journal, known: frozenset[str]) -> dict[str, Any] | None:
    texts = journal.unanswered.words(group.all)
    said = [(one, text) for one, text in zip(group.all, texts, strict=True) if text]
    if len({one.conversation for one, _ in said}) < PEOPLE:
        return None
    users: Counter[str] = Counter()
    for person in {one.conversation for one, _ in said}:
        mine = (masking.words(text) for one, text in said if one.conversation == person)
        users.update(set().union(*mine))
    shared = {word for word, people in users.items() if people >= PEOPLE}
    shown: dict[str, str] = {}
    for one, text in reversed(said):  # the newest first
        sentence = masking.masked(text, known, shared)
        if len(sentence.replace(masking.MASK, "").strip()) > 1:
            shown.setdefault(sentence, one.language)
    near = Counter(one.near for one, _ in said if one.near).most_common(1)
    return {
        "id": group.first.sense[:16],
        "people": group.people,
        "messages": len(said),
        "asked_back": sum(one.asked_back for one, _ in said),
        "languages": dict(Counter(one.language for one, _ in said).most_common()),
        "near": near[0][0] if near else "",
        "newest": datetime.fromtimestamp(said[-1][0].time, tz=timezone.utc).date().isoformat(),
        "sentences": [{"text": t, "language": c} for t, c in list(shown.items())[:SENTENCES]],
    }


@lru_cache(maxsize=1)
def _vocabulary(folder: Path) -> frozenset[str]:
    return masking.vocabulary(folder)
