"""The one state table of a case, and the only function that moves a case along it.

A move is one conditional UPDATE: of two colleagues who claim at once one wins, the other is
told. Who leads the conversation follows the state: a colleague in `active`, else the bot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Coalesce

from desk.cases.models import Case, State
from desk.people.models import User


@dataclass(frozen=True, kw_only=True)
class Move:
    """One row of the table: from which states to which; `own` = by the case's colleague only."""

    sources: tuple[State, ...]
    target: State
    own: bool = False


MOVES: dict[str, Move] = {
    "claim": Move(sources=(State.WAITING, State.SNOOZED), target=State.ACTIVE),
    "take_over": Move(sources=(State.ACTIVE,), target=State.ACTIVE),
    "give_back": Move(sources=(State.ACTIVE,), target=State.WAITING, own=True),
    "pass_on": Move(sources=(State.WAITING, State.ACTIVE, State.SNOOZED), target=State.WAITING),
    "snooze": Move(sources=(State.ACTIVE,), target=State.SNOOZED, own=True),
    # The time has come, or the newcomer asks again: the colleague stays the case's colleague.
    "wake": Move(sources=(State.SNOOZED,), target=State.WAITING),
    # Its colleague is not there while the newcomer waits.
    "step_back": Move(sources=(State.ACTIVE,), target=State.WAITING),
    "close": Move(sources=(State.WAITING, State.ACTIVE, State.SNOOZED), target=State.CLOSED),
    "put_away": Move(sources=(State.WAITING, State.ACTIVE, State.SNOOZED), target=State.CLOSED),
    "reopen": Move(sources=(State.CLOSED,), target=State.WAITING),
}


def may_close(case: Case, user: User) -> bool:
    """An active or snoozed case is closed by its own colleague, a waiting one by anybody.

    `put_away` (merged, blocked) has no such limit.
    """
    return case.state == State.WAITING or case.colleague_id == user.pk


def led(state: str) -> bool:
    """Whether a colleague leads the conversation in this state."""
    return state == State.ACTIVE


def move(case_id: int, name: str, *, at: datetime, by: User | None = None, **values: Any) -> bool:
    """Moves the case by the row `name`; False when somebody else was faster or it may not.

    Args:
        by: the colleague who acts; None for what the newcomer or the clock does.
        values: further columns to set in the same UPDATE.
    """
    row = MOVES[name]
    rows = Case.objects.filter(pk=case_id, state__in=row.sources)
    if by is not None and row.own:
        rows = rows.filter(colleague=by)
    if by is not None and name in ("close", "pass_on"):
        rows = rows.filter(Q(state=State.WAITING) | Q(colleague=by))
    changes: dict[str, Any] = {"state": row.target, **_times(row.target, at), **values}
    if name in ("claim", "take_over"):
        changes |= {"colleague": by, "claimed_at": at}
        changes["first_claimed_at"] = Coalesce("first_claimed_at", Value(at, DateTimeField()))
    if name == "take_over":
        rows = rows.exclude(colleague=by)
    if name == "give_back":
        changes |= {"colleague": None}
    return rows.update(**changes, version=F("version") + 1, changed_at=at) == 1


def _times(target: State, at: datetime) -> dict[str, Any]:
    """What a state begins anew."""
    if target == State.WAITING:
        anew = dict.fromkeys(("told_at", "alarmed_new_at", "alarmed_late_at", "snoozed_until"))
        return {"waiting_since": at, "closed_at": None, "unanswered_since": None, **anew}
    if target == State.CLOSED:
        return {"closed_at": at, "call_back": "", "snoozed_until": None, "unanswered_since": None}
    return {"snoozed_until": None, "unanswered_since": None}
