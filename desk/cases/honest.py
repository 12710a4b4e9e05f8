"""The honest words to somebody who asked for a person: is anybody there, how many wait, when next.

Puts values into the sentences of data/texts. Knows no sentence itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desk import library
from desk.cases import answers, presence, thread
from desk.cases.models import Case, Message
from knowledge import formats

NOT_AGAIN_WITHIN = timedelta(minutes=2)


def words(case: Case, *, at: datetime) -> str:
    """What the newcomer is told when the case is opened, in the newcomer's language."""
    found = presence.situation(case, at=at)
    lines = [text("desk_somebody_there" if found.somebody else "desk_nobody_there", case)]
    if found.opens is not None and not found.somebody:
        lines.append(opening(found.opens, case))
    if found.ahead:
        lines.append(text("desk_waiting_count", case, count=found.ahead))
    lines.append(text("desk_leave_message", case))
    lines.append(text("desk_bot_goes_on", case))
    lines.append(text("desk_case_code", case, code=case.code))
    return "\n".join(lines)


def tell(case: Case, *, at: datetime) -> Message:
    """Says the honest words, with a way to be called back."""
    return thread.say(case, words(case, at=at), at=at, options=[choice("call_back", case)])


def tell_again(case: Case, *, at: datetime) -> None:
    """Says them again to somebody who asks again, unless they stand just above."""
    if (
        not case.messages.filter(author="bot", at__gte=at - NOT_AGAIN_WITHIN)
        .exclude(delivery="")
        .exists()
    ):
        tell(case, at=at)


def late(case: Case, *, at: datetime) -> str:
    """That nobody has answered yet, and when somebody can next."""
    found = presence.situation(case, at=at)
    lines = [text("desk_no_answer", case)]
    if found.opens is not None:
        lines.append(opening(found.opens, case))
    lines.append(text("desk_leave_message", case))
    return "\n".join(lines)


def claimed(case: Case, name: str) -> str:
    """That a colleague leads now, and how to come back to the assistant."""
    word = text("desk_words_back", case).split("|")[0].strip()
    way_back = text("desk_way_back", case, word=word)
    return "\n".join([text("desk_claimed", case, name=name), way_back])


def opening(opens: datetime, case: Case) -> str:
    """When the desk opens next: Gregorian, weekday and month in words, Latin digits."""
    return dated("desk_next_opening", case, opens)


def dated(key: str, case: Case, at: datetime, **values: object) -> str:
    """A sentence with {date} and {time}, in the city's own time."""
    language = library.texts().language(key, case.language)
    local = at.astimezone(library.city().timezone)
    day = formats.date(local.date(), language)
    return text(key, case, date=day, time=formats.time(local), **values)


def text(key: str, case: Case, **values: object) -> str:
    """A sentence of data/texts in the case's language."""
    return library.texts().get(key, case.language, **values)


def choice(intent: str, case: Case, **entities: str) -> dict[str, Any]:
    """A button of the bot's own under a line of ours."""
    return answers.choice(intent, case.language, **entities)
