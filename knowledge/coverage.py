"""How far the answers are: topic x language, confirmations, open checks, examples, next steps.

Counts what the files say; claims nothing. Knows nothing of who talks to the bot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.examples import Example
from knowledge.library import Library

MISSING = "missing"
_NEXT = 3
_LETTERS = {"source": "S", "reviewed": "R", "draft": "d", "outdated": "o", MISSING: "."}
_WIDEST = 30


@dataclass(frozen=True, kw_only=True)
class Row:
    """One topic: the state in each language, and what else a maintainer wants to see."""

    topic: str
    states: Mapping[str, str]
    simple: int
    confirmed: str | None
    check: str | None
    examples: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The table and what to do next."""

    languages: tuple[str, ...]
    rows: tuple[Row, ...]
    open_office_checks: tuple[tuple[str, str], ...]
    next_steps: tuple[tuple[str, str], ...]

    def count(self, state: str) -> int:
        """How many wordings are in a state."""
        return sum(own == state for row in self.rows for own in row.states.values())


def coverage(library: Library, rows: Sequence[Example]) -> Coverage:
    """The coverage of one city. `next_steps` are (topic, what): what helps most comes first."""
    asked = Counter(row.topic for row in rows if row.topic)
    languages = library.languages.answered
    table = tuple(
        Row(
            topic=name,
            states={
                code: topic.answers[code].status if code in topic.answers else MISSING
                for code in languages
            },
            simple=sum(bool(answer.simple) for answer in topic.answers.values()),
            confirmed=topic.confirmed.date.isoformat() if topic.confirmed else None,
            check=topic.check,
            examples=asked[name],
        )
        for name, topic in library.topics.items()
    )
    return Coverage(
        languages=languages,
        rows=table,
        open_office_checks=_office_checks(library),
        next_steps=_next_steps(table, library)[:_NEXT],
    )


def lines(table: Coverage, library: Library) -> Iterator[str]:
    """The table as a maintainer reads it in a terminal."""
    heads = " ".join(f"{code:>3}" for code in table.languages)
    yield f"{'':{_WIDEST}} {heads}  confirmed   examples  check"
    for row in table.rows:
        states = " ".join(f"{_LETTERS[row.states[code]]:>3}" for code in table.languages)
        open_check = "open" if row.check and not row.confirmed else ""
        confirmed = row.confirmed or "-"
        yield f"{row.topic:{_WIDEST}} {states}  {confirmed:11} {row.examples:8}  {open_check}"
    yield ""
    yield "S source, R reviewed, d draft (nobody has checked it), o outdated, . missing"
    counts = ", ".join(f"{state} {table.count(state)}" for state in _LETTERS)
    simple = sum(row.simple for row in table.rows)
    yield f"{len(table.rows)} topics. {counts}. Simple texts {simple}."
    yield f"{len(table.open_office_checks)} open questions on offices and numbers:"
    yield from (f"  {name}: {question}" for name, question in table.open_office_checks)
    yield from (f"BLOCKED  {problem}" for problem in library.topics.problems)
    yield ""
    yield "Next:"
    for number, (topic, what) in enumerate(table.next_steps, 1):
        yield f"  {number}. {topic}: {what}"


def _office_checks(library: Library) -> tuple[tuple[str, str], ...]:
    checks = [
        (office.id, question)
        for office in library.city.offices.values()
        for question in (office.phone_check, office.check)
        if question
    ]
    checks += [(number.kind, number.check) for number in library.city.emergency if number.check]
    return tuple(checks)


def _next_steps(rows: Sequence[Row], library: Library) -> tuple[tuple[str, str], ...]:
    required = library.city.required_languages
    steps: list[tuple[int, str, str]] = []
    steps += [(0, one.topic or "", "mend") for one in library.topics.problems]
    for row in rows:
        for code, state in row.states.items():
            if state == MISSING:
                steps.append((1 if code in required else 4, row.topic, f"translate {code}"))
            elif state == "outdated":
                steps.append((2, row.topic, f"update {code}"))
        if row.check and row.confirmed is None:
            steps.append((3, row.topic, "confirm with the office"))
    return tuple((topic, what) for _, topic, what in sorted(steps))
