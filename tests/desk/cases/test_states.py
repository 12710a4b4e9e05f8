"""The state table, and the race for a case."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from desk.cases import states
from desk.cases.models import Case, State
from desk.people.models import User
from tests.desk.builders import NOON, opened, person

# What may follow what; everything else is refused.
ALLOWED = {
    ("waiting", "claim"): "active",
    ("active", "give_back"): "waiting",
    ("active", "snooze"): "snoozed",
    ("snoozed", "claim"): "active",
    ("active", "take_over"): "active",
    ("waiting", "pass_on"): "waiting",
    ("active", "pass_on"): "waiting",
    ("snoozed", "pass_on"): "waiting",
    ("snoozed", "wake"): "waiting",
    ("active", "step_back"): "waiting",
    ("waiting", "put_away"): "closed",
    ("active", "put_away"): "closed",
    ("snoozed", "put_away"): "closed",
    ("waiting", "close"): "closed",
    ("active", "close"): "closed",
    ("snoozed", "close"): "closed",
    ("closed", "reopen"): "waiting",
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", states.MOVES)
def test_only_the_moves_of_the_table_are_made(state: str, name: str) -> None:
    ana = person("ana")
    case = opened()
    Case.objects.update(state=state, colleague=None if state == "waiting" else ana)
    by = person("ben") if name == "take_over" else ana  # nobody takes over from themselves
    moved = states.move(case.pk, name, at=NOON, by=by)
    case.refresh_from_db()
    assert moved == ((state, name) in ALLOWED)
    assert case.state == ALLOWED.get((state, name), state)


def test_a_colleague_leads_only_while_active() -> None:
    assert {state for state in State.values if states.led(state)} == {"active"}


@pytest.mark.parametrize("name", ["give_back", "snooze", "pass_on", "close"])
def test_nobody_moves_the_case_of_another_colleague(name: str) -> None:
    ana, ben = person("ana"), person("ben")
    case = opened()
    states.move(case.pk, "claim", at=NOON, by=ana)
    assert not states.move(case.pk, name, at=NOON, by=ben)
    assert states.move(case.pk, name, at=NOON, by=ana)


def claim_at_once(case: Case, who: User, start: threading.Barrier, won: dict[str, bool]) -> None:
    start.wait()
    won[who.username] = states.move(case.pk, "claim", at=NOON, by=who)
    connection.close()


def test_of_two_colleagues_who_claim_at_once_one_wins() -> None:
    people = [person("ana"), person("ben")]
    for turn in range(5):
        case = opened(f"c{turn}")
        start = threading.Barrier(2)
        won: dict[str, bool] = {}

        threads = [
            threading.Thread(target=claim_at_once, args=(case, who, start, won)) for who in people
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        case.refresh_from_db()
        assert sorted(won.values()) == [False, True]
        assert case.colleague is not None
        assert won[case.colleague.username]


def test_each_move_raises_the_version() -> None:
    case = opened()
    states.move(case.pk, "claim", at=NOON, by=person("ana"))
    assert Case.objects.get().version == case.version + 1
