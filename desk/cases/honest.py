"""The honest words to somebody who asked for a person: is anybody there, how many wait, when next.

Puts values into the sentences of data/texts/desk.yml. Knows no sentence itself.
"""

from __future__ import annotations

from datetime import datetime

from desk import library
from desk.cases import presence
from desk.cases.models import Case
from knowledge import formats


def words(case: Case, *, at: datetime) -> str:
    """What the newcomer is told when the case is opened, in the newcomer's language."""
    found = presence.situation(case, at=at)
    lines = [text("desk_somebody_there" if found.somebody else "desk_nobody_there", case)]
    if found.opens is not None and not found.somebody:
        lines.append(opening(found.opens, case))
    if found.ahead:
        lines.append(text("desk_waiting_count", case, count=found.ahead))
    lines.append(text("desk_bot_goes_on", case))
    lines.append(text("desk_case_code", case, code=case.code))
    return "\n".join(lines)


def opening(opens: datetime, case: Case) -> str:
    """When the desk opens next: Gregorian, weekday and month in words, Latin digits."""
    language = library.texts().language("desk_next_opening", case.language)
    date = formats.date(opens.date(), language)
    return text("desk_next_opening", case, date=date, time=formats.time(opens))


def text(key: str, case: Case, **values: object) -> str:
    """A sentence of data/texts/desk.yml in the case's language."""
    return library.texts().get(key, case.language, **values)
