"""Needs are counts, never searches; nothing small is shown, nor what subtraction would reveal."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.courses import demand, needs
from desk.courses.models import NeedsCount
from desk.suppress import LEAST, Cell, _determined, _system, published

URL = "/api/v1/courses"


@pytest.mark.usefixtures("inventory")
def test_a_search_by_a_person_adds_one_to_each_kind(client: Client) -> None:
    wishes = {"level": "literacy", "schedule": "evening", "place": "Helmet", "childcare": "true"}
    for _ in range(2):
        client.get(URL, wishes, headers={"Needs-Language": "ps"})
    rows = {(row.kind, row.value): row.count for row in NeedsCount.objects.all()}
    assert rows == {
        ("level", "literacy"): 2,
        ("schedule", "evening"): 2,
        ("place", "Schaerbeek"): 2,
        ("childcare", "yes"): 2,
        ("target_language", "-"): 2,
        ("family", "iranian"): 2,
        ("level_schedule", "literacy|evening"): 2,
    }


@pytest.mark.usefixtures("inventory")
def test_programs_pages_and_strangers_are_not_counted(client: Client) -> None:
    after = client.get(URL, {"limit": 1}).json()["next"]
    client.get(URL, {"after": after}, headers={"Needs-Language": "fr"})
    client.get(URL, {"level": "x"}, headers={"Needs-Language": "fr"})
    outside: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}
    client.get(URL, headers={"Needs-Language": "fr"}, **outside)
    assert NeedsCount.objects.count() == 0


def test_what_is_small_is_hidden_and_one_beside_it_too() -> None:
    shown = published({("level", "A1", "found"): 3, ("level", "A2", "found"): 40})
    assert shown["level", "A1", "found"] is None
    assert shown["level", "A2", "found"] is None, "43 - 40 would tell"


numbers = st.integers(min_value=0, max_value=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers, min_size=9, max_size=9), st.lists(numbers, min_size=9, max_size=9))
def test_no_hidden_cell_follows_from_the_shown_ones(one: list[int], two: list[int]) -> None:
    places = list(product(("a", "b", "c"), needs.OUTCOMES))
    counts: dict[Cell, int] = {}
    for (value, outcome), number in zip(places, one, strict=True):
        counts["level", value, outcome] = number
    for outcome in needs.OUTCOMES:  # the same searches, by another kind
        total = sum(counts["level", value, outcome] for value in "abc")
        first = min(two[needs.OUTCOMES.index(outcome)], total)
        counts["place", "x", outcome], counts["place", "y", outcome] = first, total - first
    shown = published(counts)
    cells, lines = _system(counts)
    hidden = {cell for cell, number in shown.items() if number is None}
    assert all(number is None or number == 0 or number >= LEAST for number in shown.values())
    for cell in _determined(lines, hidden):
        # Only where everything around it is hidden or nobody, nothing more can be hidden.
        beside = [one for line in lines if cell in line for one in line]
        assert all(one in hidden or not cells[one] for one in beside)


@pytest.mark.usefixtures("desk_db")
def test_the_running_month_moves_in_fives() -> None:
    cell = {"month": date(2026, 11, 1), "kind": "level", "value": "A1", "outcome": "found"}
    NeedsCount.objects.create(**cell, count=23)
    running = demand.of(date(2026, 11, 1), today=date(2026, 11, 20))
    done = demand.of(date(2026, 11, 1), today=date(2026, 12, 2))
    assert (running.total.total, done.total.total) == (20, 23)
