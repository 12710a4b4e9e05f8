"""What a newcomer's message does to its case: it may open again, wake, be flagged, hold a number.

Knows the intents that mean something to a case. Knows no HTTP; what is said, honest.py knows.
"""

from __future__ import annotations

from django.utils import timezone

from desk import library
from desk.cases import answers, honest, opening, thread
from desk.cases.models import Appointment, Author, Case, Reason, State
from desk.cases.records import Said
from knowledge import recognise

ASKS = frozenset({"request_human", "hand_over_yes", "enrol_help", "wrong_help", "write_again"})
# After the end, only these can be the answer to a question that we left open: anything that the
# assistant understood as a question of its own is for the assistant.
_MAY_ANSWER = frozenset({"affirm", "deny", "nlu_fallback", "out_of_scope", "no_words"})
_ANSWERS = (Appointment.Answer.YES, Appointment.Answer.OTHER, Appointment.Answer.NO)
_NO_NUMBER = frozenset({"call_back", "cancel", "menu", "set_language", "back_to_bot", "erase"})


def hear(conversation: str, said: Said) -> None:
    """Stores a message of the newcomer's or the bot's, and what follows from it for the case."""
    case = thread.current_case(conversation)
    if case is not None and case.state == State.CLOSED and not _before_the_end(case, said):
        if said.author != Author.NEWCOMER or not _opens_again(case, said):
            thread.complete(conversation, said)
            return
        reason = Reason.AGAIN if said.intent in ASKS else Reason.ANSWER
        opening.reopen(case, number=said.number, at=timezone.now(), reason=reason)
    thread.store(conversation, said)
    if said.author == Author.NEWCOMER:
        _follow(conversation, said)


def _before_the_end(case: Case, said: Said) -> bool:
    return case.closed_at is not None and said.time <= case.closed_at


def _opens_again(case: Case, said: Said) -> bool:
    if case.answer_until is None or said.time > case.answer_until:
        return said.intent == "staff_answer"
    return said.intent in ASKS or said.intent == "staff_answer" or said.intent in _MAY_ANSWER


def _follow(conversation: str, said: Said) -> None:
    case = thread.current_case(conversation)
    if said.intent == "back_to_bot":
        opening.withdraw(conversation, number=said.number, at=said.time)
    elif said.intent == "from_now_on":
        opening.from_now_on(conversation, number=said.number)
    elif said.intent == "emergency":
        opening.flag_emergency(conversation, at=timezone.now())
    if case is None or not case.is_open or case.opened_number > said.number:
        return
    if said.intent == "staff_answer":
        arranged(conversation, said)
    _call_back(case, said)
    now = timezone.now()
    if case.state == State.SNOOZED and said.intent in (*ASKS, "staff_answer"):
        opening.wake(case, at=now)
    elif case.state == State.WAITING and said.intent in ASKS:
        honest.tell_again(case, at=now)
    elif case.state == State.ACTIVE and case.unanswered_since is None:
        thread.touch(case, unanswered_since=said.time)


def _call_back(case: Case, said: Said) -> None:
    """The message after the wish for a call holds number and time; so does the answer to a
    colleague who asked for it, if there is a number in it."""
    if said.intent == "call_back":
        thread.touch(case, call_back_after=said.number)
    elif 0 < case.call_back_after < said.number and said.intent not in _NO_NUMBER:
        thread.touch(case, call_back=said.text[:300], call_back_after=0)
    elif _asked(case) and _has_number(said.text):
        thread.touch(case, call_back=said.text[:300])


def _asked(case: Case) -> bool:
    ours = case.messages.filter(author=Author.STAFF).order_by("-id").first()
    return ours is not None and any(one.get("intent") == "call_back" for one in ours.options)


def _has_number(text: str) -> bool:
    found = recognise.all_in(text, country=library.city().country)
    return any(one.kind == "phone" for one in found)


def arranged(conversation: str, said: Said) -> None:
    """An appointment learns what the newcomer answered, also when its case is closed by then.

    The buttons of an older card, before it was moved, say nothing about the new time.
    """
    found = answers.answered(conversation, said.entities)
    card = (found[0].card or {}) if found else {}
    key = said.entities.get("a")
    if "appointment" not in card or key not in _ANSWERS:
        return
    rows = Appointment.objects.filter(conversation=conversation, uid=card["appointment"])
    for one in rows.exclude(answer=Appointment.Answer.CANCELLED).select_related("case"):
        if card.get("sequence", one.sequence) == one.sequence:
            one.answer = key
            one.save(update_fields=["answer"])
            thread.touch(one.case)
