"""What time alone does to cases: wakes them, tells who waits too long, ends what nobody answered.

Run again and again by the process `desk feed`; each step is a conditional move or update, so that
two runs at once do nothing twice. Knows no wording.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from desk.cases import endings, honest, opening, states, thread
from desk.cases.models import BotCall, Case, State


def tick(*, at: datetime) -> None:
    """Everything that is due at a moment."""
    for case in Case.objects.filter(state=State.SNOOZED, snoozed_until__lte=at):
        with transaction.atomic():
            opening.wake(case, at=at)
    late = at - settings.ANSWER_WITHIN
    waiting = Case.objects.filter(state=State.WAITING, waiting_since__lte=late, told_at=None)
    for case in waiting.exclude(conversation=None):
        _tell(case, at=at)
    unanswered = Case.objects.filter(state=State.ACTIVE, unanswered_since__lte=late)
    for case in unanswered.select_related("colleague"):
        _unanswered(case, at=at)
    for case in Case.objects.filter(state=State.CLOSED, answer_until__lte=at):
        _no_answer_came(case, at=at)


def _tell(case: Case, *, at: datetime) -> None:
    with transaction.atomic():
        if Case.objects.filter(pk=case.pk, told_at=None).update(told_at=at):
            button = honest.choice("call_back", case)
            thread.say(case, honest.late(case, at=at), at=at, options=[button])


def _unanswered(case: Case, *, at: datetime) -> None:
    """A colleague who is there answers soon; of one who is not the bot takes the lead back."""
    if case.colleague is None or case.colleague.on_duty(at):
        if case.told_at is None:
            _tell(case, at=at)
        return
    with transaction.atomic():
        if states.move(case.pk, "step_back", at=at):
            case.refresh_from_db()
            endings.step_back(case, "desk_absent", at=at, name=case.colleague.name)


def _no_answer_came(case: Case, *, at: datetime) -> None:
    with transaction.atomic():
        rows = Case.objects.filter(pk=case.pk, state=State.CLOSED, answer_until__lte=at)
        if rows.update(answer_until=None):
            thread.call(case, BotCall.Kind.RELEASE, at=at)
