"""What the newcomer and the bot are told when a case changes hands, waits aside, or ends.

Knows the calls and sentences that belong to a move; the move itself is states.py's.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from desk import library
from desk.cases import cards, honest, thread
from desk.cases.models import Author, BotCall, Case, Message
from desk.people.models import User

# Who answers the last question within this time gets the same case back.
ANSWER_FOR = timedelta(hours=24)
_ASKS = re.compile(r"[?؟;⸮՞፧]\s*$", re.MULTILINE)


def step_back(case: Case, key: str, *, at: datetime, **values: object) -> None:
    """The bot leads again while the request stands."""
    thread.say(case, honest.text(key, case, **values), at=at)
    thread.call(case, BotCall.Kind.STEP_BACK, at=at)


def passed_on(case: Case, name: str, *, was_led: bool, at: datetime) -> None:
    """To whom the request goes; the bot leads until somebody claims it."""
    thread.say(case, honest.text("desk_passed_on", case, name=name), at=at)
    if was_led:
        thread.call(case, BotCall.Kind.STEP_BACK, at=at)


def snoozed(case: Case, name: str, until: datetime, *, at: datetime) -> None:
    """Until when the request is put off."""
    thread.say(case, honest.dated("desk_snoozed", case, until, name=name), at=at)
    thread.call(case, BotCall.Kind.STEP_BACK, at=at)


def merged(case: Case, other: Case, *, at: datetime) -> None:
    """The code under which it goes on."""
    thread.say(case, honest.text("desk_merged", case, code=other.code), at=at)
    thread.call(case, BotCall.Kind.RELEASE, at=at)


def released(case: Case, *, at: datetime) -> None:
    """The bot leads again, and the request is over."""
    thread.call(case, BotCall.Kind.RELEASE, at=at)


def open_question(case: Case) -> bool:
    """Whether the last word is a question of the colleague's that nobody has answered."""
    said = Message.objects.filter(conversation=case.conversation)
    last = said.exclude(author=Author.BOT).order_by("-at", "-id").first()
    if last is None or last.author != Author.STAFF:
        return False
    return bool(last.options or _ASKS.search(last.text))


def closed(case: Case, *, staff: User, question: bool, at: datetime) -> None:
    """Where to go now, that it is over, how it was; an open question can still be answered."""
    if case.partner:
        office = library.city().offices[case.partner]
        thread.say(
            case,
            honest.text("desk_sent_on", case),
            at=at,
            staff=staff,
            language=case.language,
            staff_text=office.name,
            origin="office",
            card=cards.office(office, case.language),
        )
    thread.say(case, _last_words(case), at=at, options=_last_buttons(case))
    if question:
        thread.touch(case, answer_until=at + ANSWER_FOR)
        thread.call(case, BotCall.Kind.STEP_BACK, at=at)
    else:
        released(case, at=at)


def _last_words(case: Case) -> str:
    lines = [honest.text("desk_closed", case)]
    if case.first_claimed_at:
        lines.append(honest.text("desk_rate", case))
    return "\n".join(lines)


def _last_buttons(case: Case) -> list[dict[str, Any]]:
    faces = [honest.choice("rate_case", case, a=face) for face in ("good", "ok", "bad")]
    again = [honest.choice("write_again", case)]
    return [*faces, *again] if case.first_claimed_at else again
