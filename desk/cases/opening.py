"""How a case begins, begins again, or ends by what the newcomer does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from desk import library
from desk.cases import codes, honest, states, thread
from desk.cases.models import Blocked, BotCall, Case, Message, Outcome, Reason, State
from desk.cases.records import Record

# Whoever asks again within this time gets the same case and code back.
REOPEN_WITHIN = timedelta(hours=24)


def open_case(record: Record) -> Case | None:
    """The case that a hand-over opens, or the one that is open already; None when it is stale."""
    now = timezone.now()
    last = thread.current_case(record.conversation)
    if Blocked.objects.filter(conversation=record.conversation).exists():
        _leave_it_to_the_bot(record, now)
        return None
    if last is not None and last.opened_number >= record.number:
        return None
    if last is None or not (last.is_open or _fresh(last, now)):
        case = _create(record, now)
    else:
        case = _again(last, record, now)
    if case.state == State.WAITING:
        honest.tell(case, at=now)
    if record.data.get("scope") != "from_now":
        thread.call(case, BotCall.Kind.TRANSCRIPT, at=now)
    return case


def reopen(case: Case, *, number: int, at: datetime, reason: Reason) -> None:
    """A closed case waits again, for its colleague first; the newcomer gets the honest words."""
    if states.move(case.pk, "reopen", at=at, outcome="", partner="", answer_until=None):
        thread.touch(case, reason=reason, opened_number=number)
        case.refresh_from_db()
        honest.tell(case, at=at)


def wake(case: Case, *, at: datetime) -> None:
    """A case that was put off waits again; its colleague stays its colleague."""
    if states.move(case.pk, "wake", at=at):
        case.refresh_from_db()
        honest.tell(case, at=at)


def withdraw(conversation: str, *, number: int, at: datetime) -> None:
    """The newcomer leaves the colleague who leads: the case ends.

    While it waits the assistant is there anyway, and the request stays.
    """
    case = thread.current_case(conversation)
    if case is None or case.state != State.ACTIVE or case.opened_number > number:
        return
    if states.move(case.pk, "close", at=at, outcome=Outcome.WITHDRAWN):
        thread.call(case, BotCall.Kind.RELEASE, at=timezone.now())


def from_now_on(conversation: str, *, number: int) -> None:
    """The newcomer lets staff read from this message on: what was before goes from the desk."""
    case = thread.current_case(conversation)
    if case is None or case.first_number >= number:
        return
    thread.touch(case, first_number=number)
    Message.objects.filter(conversation=conversation, number__lt=number).delete()


def flag_emergency(conversation: str, *, at: datetime) -> bool:
    """Marks the case, and lets it wait no longer aside; False when there is none yet."""
    case = thread.current_case(conversation)
    if case is None:
        return False
    if not case.emergency:
        thread.touch(case, emergency=True, alarmed_new_at=None)
    states.move(case.pk, "wake", at=at)
    return True


def _fresh(case: Case, now: datetime) -> bool:
    return case.closed_at is not None and now - case.closed_at < REOPEN_WITHIN


def _create(record: Record, now: datetime) -> Case:
    data = record.data
    from_now = data.get("scope") == "from_now"
    newest = Case.objects.filter(conversation=record.conversation).order_by("-id").first()
    case = Case.objects.create(
        code=codes.new(),
        conversation=record.conversation,
        reason=_reason(data),
        topic=_text(data, "topic").removeprefix("faq/"),
        language=_text(data, "language")[:8],
        channel=_text(data, "channel")[:20] or "website",
        office=library.city().main_office,
        wishes=data.get("wishes") if isinstance(data.get("wishes"), dict) else {},
        opened_number=record.number,
        first_number=record.number if from_now else 0,
        opened_at=record.time,
        waiting_since=record.time,
        version=newest.version + 1 if newest else 1,
        changed_at=now,
    )
    Message.objects.filter(conversation=record.conversation, case=None).update(case=case)
    return case


def _again(case: Case, record: Record, now: datetime) -> Case:
    """An open case takes the newer reason; a closed or snoozed one waits again."""
    if case.state == State.CLOSED:
        states.move(case.pk, "reopen", at=now, outcome="", partner="", answer_until=None)
    elif case.state == State.SNOOZED:
        states.move(case.pk, "wake", at=now)
    values: dict[str, Any] = {"reason": _reason(record.data), "opened_number": record.number}
    topic = _text(record.data, "topic").removeprefix("faq/")
    thread.touch(case, **values, **({"topic": topic} if topic else {}))
    case.refresh_from_db()
    return case


def _leave_it_to_the_bot(record: Record, now: datetime) -> None:
    BotCall.objects.create(
        conversation=record.conversation,
        channel=_text(record.data, "channel")[:20] or "website",
        kind=BotCall.Kind.RELEASE,
        not_before=now,
    )


def _reason(data: Any) -> str:
    reason = str(data.get("reason"))
    return reason if reason in Reason.values else Reason.ASKED


def _text(data: Any, key: str) -> str:
    value = data.get(key)
    return value[:64] if isinstance(value, str) else ""
