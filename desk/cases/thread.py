"""The messages of a conversation: each stored once by number and by id, changes seen live."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from desk.cases import answers
from desk.cases.models import OPEN_STATES, Author, BotCall, Case, Delivery, Message, Origin
from desk.cases.records import Said
from desk.people.models import User

_SPOKE = {"spoke_last": Author.STAFF, "unanswered_since": None, "told_at": None}
# A channel may learn late that it cannot deliver what the bot has taken: failed comes after sent.
_STEPS = (
    Delivery.SENDING,
    Delivery.SENT,
    Delivery.FAILED,
    Delivery.PAGE_CLOSED,
    Delivery.DELIVERED,
)
_RANK = {step.value: rank for rank, step in enumerate(_STEPS)}


def current_case(conversation: str) -> Case | None:
    """The open case of a conversation, else its latest one."""
    cases = Case.objects.filter(conversation=conversation)
    return cases.filter(state__in=OPEN_STATES).first() or cases.order_by("-id").first()


def touch(case: Case, **values: Any) -> int:
    """Raises the case's version in the running transaction and returns it."""
    rows = Case.objects.filter(pk=case.pk)
    rows.update(**values, version=F("version") + 1, changed_at=timezone.now())
    return int(rows.values_list("version", flat=True).get())


def shown(case: Case) -> QuerySet[Message]:
    """What staff read in this case, in order; lines without a number yet come last."""
    return (
        Message.objects.filter(conversation=case.conversation)
        .filter(Q(number__isnull=True) | Q(number__gte=case.first_number))
        .select_related("staff")
        .order_by(F("number").asc(nulls_last=True), "id")
    )


def complete(conversation: str, said: Said) -> None:
    """Gives a line of ours its number; anything else is not for the desk (the case is closed)."""
    if Message.objects.filter(conversation=conversation, message_id=said.id).exists():
        store(conversation, said)


def store(conversation: str, said: Said) -> None:
    """Adds a message that the bot tells, or completes the row that stands here already."""
    case = current_case(conversation)
    row = Message.objects.filter(conversation=conversation, message_id=said.id).first()
    if row is not None and row.number == said.number:
        return
    if case is not None and said.number < case.first_number:
        return
    version = touch(case, **_news(case, said)) if case else 1
    if row is not None:
        row.number, row.version, row.case = said.number, version, case
        row.save(update_fields=["number", "version", "case"])
        return
    found = answers.answered(conversation, said.entities)
    Message.objects.create(
        conversation=conversation,
        case=case,
        staff_text=found[1] if found else "",
        answers=found[0].message_id if found else "",
        entities=dict(said.entities),
        file=said.file,
        number=said.number,
        message_id=said.id,
        author=said.author,
        text=said.text,
        language=said.language,
        intent=said.intent,
        topic=said.topic,
        confidence=said.confidence,
        buttons=list(said.buttons),
        at=said.time,
        version=version,
    )


def say(
    case: Case,
    text: str,
    *,
    at: datetime,
    staff: User | None = None,
    reply: str | None = None,
    hold: timedelta = timedelta(0),
    **more: Any,
) -> Message:
    """Stores a line of ours as `sending` and leaves the call to the bot for the outbox.

    The same `reply` id twice is one line: the second call returns the first row.

    Args:
        hold: how long the line can be taken back before it goes out.
        more: further columns: language, staff_text, origin, draft, card, course, options.
    """
    reply = reply or str(uuid4())
    row = Message.objects.filter(conversation=case.conversation, message_id=reply).first()
    if row is not None:
        return row
    row = Message.objects.create(
        conversation=str(case.conversation),
        case=case,
        message_id=reply,
        author=Author.STAFF if staff else Author.BOT,
        staff=staff,
        text=text,
        at=at,
        delivery=Delivery.SENDING,
        version=touch(case, **(_SPOKE if staff else {})),
        buttons=[one["title"] for one in more.get("options", ())],
        **{"language": "" if staff else case.language, "origin": _origin(staff), **more},
    )
    call(case, BotCall.Kind.SAY, message=row, at=at + hold)
    return row


def take_back(case: Case, row: Message) -> bool:
    """Deletes a line that has not gone out yet; False when it has."""
    waiting = BotCall.objects.filter(message=row, attempts=0, not_before__gt=timezone.now())
    if not waiting.delete()[0]:
        return False
    row.delete()
    touch(case)
    return True


def _origin(staff: User | None) -> str:
    return Origin.TYPED if staff else ""


def call(case: Case, kind: BotCall.Kind, *, at: datetime, message: Message | None = None) -> None:
    """Puts a call to the bot behind those that this conversation still has to get."""
    BotCall.objects.create(
        conversation=str(case.conversation),
        channel=case.channel,
        kind=kind,
        message=message,
        not_before=at,
    )


def progress(conversation: str, reply: str, delivery: Delivery) -> bool:
    """Notes how far a line has come, never backwards; False when there is no such line."""
    row = Message.objects.filter(conversation=conversation, message_id=reply).first()
    if row is None:
        return False
    if row.delivery and _RANK[row.delivery] >= _RANK[delivery]:
        return True
    case = current_case(conversation)
    row.delivery, row.version = delivery, touch(case) if case else row.version
    row.save(update_fields=["delivery", "version"])
    return True


def _news(case: Case, said: Said) -> dict[str, Any]:
    """What a message tells about its case, unless a later one has told more."""
    later = Message.objects.filter(conversation=case.conversation, number__gt=said.number)
    if said.author == "bot":
        if said.language and not later.filter(author=Author.BOT).exists():
            return {"language": said.language}
        return {}
    if later.exclude(author=Author.BOT).exists():
        return {}
    return {"spoke_last": said.author}
