"""Works off the calls that the bot still has to get: in order per conversation, until done.

A call is leased by one conditional UPDATE, so that two workers never make it at once. A line
that is repeated goes out under the same id, which the bot's channel drops when it knows it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from desk import library
from desk.cases import hearing, thread
from desk.cases.bot import ANSWER, CONNECT, Bot, BotRefusedError, BotUnreachableError, Speaker
from desk.cases.models import Author, BotCall, Case, Delivery, Message, Origin
from desk.cases.records import BrokenRecordError, said
from desk.metrics import CALLS
from watch import logs

_log = logging.getLogger(__name__)
LEASE = timedelta(seconds=CONNECT + ANSWER + 2)
LONGEST_PAUSE = 30.0
_GONE = (404, 410)
_BUTTON = ("title", "intent", "entities", "sign")


def due(*, at: datetime) -> list[BotCall]:
    """The first open call of each conversation, if its time has come."""
    firsts = BotCall.objects.values("conversation").annotate(first=Min("id"))
    return list(
        BotCall.objects.filter(
            id__in=[row["first"] for row in firsts], not_before__lte=at
        ).select_related("message__staff")
    )


def lease(call: BotCall, *, at: datetime) -> bool:
    """Takes the call for this worker; False when another one has it."""
    rows = BotCall.objects.filter(pk=call.pk, not_before=call.not_before)
    if rows.update(not_before=at + LEASE, attempts=call.attempts + 1) != 1:
        return False
    call.attempts += 1
    return True


def make_all_due() -> None:
    """At the start of the worker: what a killed one had leased does not wait for the lease.

    What has not been tried yet keeps its time: a reply can still be taken back.
    """
    BotCall.objects.filter(attempts__gt=0).update(not_before=timezone.now())


def work(bot: Bot, call: BotCall) -> bool:
    """Makes a leased call. True: done and gone; False: it waits for its next try."""
    with logs.about(logs.talk_of(call.conversation)):
        return _work(bot, call)


def _work(bot: Bot, call: BotCall) -> bool:
    try:
        _MAKE[BotCall.Kind(call.kind)](bot, call)
    except BotUnreachableError as error:
        CALLS.labels(call.kind, "unreachable").inc()
        _later(call, str(error))
        return False
    except BotRefusedError as error:
        CALLS.labels(call.kind, "refused").inc()
        return _refused(call, error)
    CALLS.labels(call.kind, "done").inc()
    _log.info("call", extra={"fields": {"kind": call.kind, "attempts": call.attempts}})
    call.delete()
    if call.problem:
        _show(call)
    return True


def _say(bot: Bot, call: BotCall) -> None:
    message = call.message
    if message is None:
        return
    speaker = Speaker()
    if message.author == Author.STAFF and message.staff is not None:
        speaker = Speaker(kind="staff", name=message.staff.name, role=message.staff.role)
    bot.say(
        call.conversation,
        call.channel,
        _marked(message),
        reply=message.message_id,
        speaker=speaker,
        buttons=[{name: one[name] for name in _BUTTON if one.get(name)} for one in message.options],
        language=message.language,
        card=message.card,
        course=message.course,
        draft=message.draft,
    )
    with transaction.atomic():
        thread.progress(call.conversation, message.message_id, Delivery.SENT)


def _marked(message: Message) -> str:
    """The line, and below it that nobody has checked its translation, or that it is a machine's."""
    if not message.draft:
        return message.text
    key = "desk_machine" if message.origin == Origin.MACHINE else "draft_translation"
    return f"{message.text}\n\n{library.texts().get(key, message.language)}"


def _lead(bot: Bot, call: BotCall) -> None:
    bot.lead(call.conversation, call.channel)


def _step_back(bot: Bot, call: BotCall) -> None:
    bot.step_back(call.conversation, call.channel)


def _release(bot: Bot, call: BotCall) -> None:
    bot.release(call.conversation, call.channel)


def _erase(bot: Bot, call: BotCall) -> None:
    """The assistant forgets first; its record of that comes back and the desk forgets in turn."""
    bot.erase(call.conversation, call.channel)


def _transcript(bot: Bot, call: BotCall) -> None:
    """Everything said so far; page by page until nothing new comes."""
    case = thread.current_case(call.conversation)
    # A person who chose "only from now on" meanwhile is not read from before.
    after = max(case.first_number - 1, 0) if case else 0
    while True:
        page = bot.transcript(call.conversation, after=after)
        numbers = [_store(call.conversation, message) for message in page.messages]
        newest = max(numbers, default=after)
        if newest <= after:
            break
        after = newest
    if page.language:
        Case.objects.filter(conversation=call.conversation, language="").update(
            language=page.language
        )


def _store(conversation: str, message: Mapping[str, object]) -> int:
    try:
        one = said(message, number=message.get("number"), time=message.get("time"))
    except BrokenRecordError as error:
        _log.warning("message of a transcript passed over: %s", error)
        return 0
    with transaction.atomic():
        known = Message.objects.filter(conversation=conversation, number=one.number)
        if not known.exists():
            thread.store(conversation, one)
            hearing.arranged(conversation, one)
    return one.number


def _later(call: BotCall, problem: str) -> None:
    pause = min(0.25 * 2 ** min(call.attempts, 10), LONGEST_PAUSE)
    if call.attempts == 1:
        _log.warning("call %s %s waits: %s", call.pk, call.kind, problem)
    _note(call, problem, pause=pause)


def _refused(call: BotCall, error: BotRefusedError) -> bool:
    """Nothing is left to do for a conversation that is gone; a line can be sent again by staff."""
    _log.error("call %s %s refused: status %s", call.pk, call.kind, error.status)
    if call.kind == BotCall.Kind.SAY and call.message is not None:
        with transaction.atomic():
            thread.progress(call.conversation, call.message.message_id, Delivery.FAILED)
            call.delete()
        return True
    if error.status in _GONE:
        call.delete()
        return True
    _note(call, str(error), pause=LONGEST_PAUSE)
    return False


def _note(call: BotCall, problem: str, *, pause: float) -> None:
    BotCall.objects.filter(pk=call.pk).update(
        not_before=timezone.now() + timedelta(seconds=pause), problem=problem[:60]
    )
    if not call.problem:
        _show(call)


def _show(call: BotCall) -> None:
    """Open pages tell that the bot cannot be reached, or that it is back."""
    with transaction.atomic():
        if case := thread.current_case(call.conversation):
            thread.touch(case)


_MAKE: Mapping[BotCall.Kind, Callable[[Bot, BotCall], None]] = {
    BotCall.Kind.SAY: _say,
    BotCall.Kind.LEAD: _lead,
    BotCall.Kind.STEP_BACK: _step_back,
    BotCall.Kind.RELEASE: _release,
    BotCall.Kind.TRANSCRIPT: _transcript,
    BotCall.Kind.ERASE: _erase,
}
