"""Wishes find what fits; what is unknown ranks between; what was dropped is said."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.courses import near, relax
from desk.courses.search import Outcome, search
from desk.courses.wishes import Wishes

TODAY = date(2026, 11, 26)


@pytest.fixture
def find(inventory: None, places: near.PlaceTable) -> Any:
    def find(*, place: str | None = None, **wishes: Any) -> Outcome:
        where = places.find(place) if place else None
        return search(Wishes(place=where, **wishes), today=TODAY)

    return find


def ids(outcome: Outcome, count: int) -> list[str]:
    return [match.id for match in outcome.matches[:count]]


def test_an_evening_literacy_class_near_a_square(find: Any) -> None:
    outcome = find(
        target_language="fr", level="literacy", schedule=("evening",), place="Place Liedts"
    )
    assert ids(outcome, 4) == ["bxl-017", "bxl-027", "bxl-028", "bxl-021"]
    assert outcome.relaxed == ()
    assert outcome.certain == 3
    assert outcome.elsewhere_km == pytest.approx(2.4, abs=0.2)
    assert outcome.matches[3].unknown == ("place",)


def test_an_offer_without_times_ranks_between_met_and_failed(find: Any) -> None:
    outcome = find(target_language="fr", level="literacy", schedule=("evening",))
    literacy = [match for match in outcome.matches if "level" in match.met]
    verdicts = ["schedule" in match.met for match in literacy]
    assert verdicts == sorted(verdicts, reverse=True)
    assert verdicts.count(True) == 4
    assert all("schedule" in match.unknown for match in literacy[4:])
    # The daytime class for women is known to fail.
    assert "bxl-037" not in ids(outcome, 99)


def test_hard_limits_leave_out_only_what_is_known_to_fail(find: Any) -> None:
    found = ids(find(target_language="fr", level="literacy"), 99)
    assert "bxl-016" in found
    assert "bxl-008" in found, "its level is not stated"
    assert "bxl-023" not in found, "it is for A1"
    assert not set(found) & {"bxl-054", "bxl-074"}, "other languages"


def test_for_women_only(find: Any) -> None:
    outcome = find(level="literacy", audience="women", place="1030")
    assert ids(outcome, 1) == ["bxl-011"]
    assert "bxl-032" not in ids(outcome, 99), "it is for women and men"
    assert outcome.elsewhere_km is None


def test_one_of_several_languages_counts(find: Any) -> None:
    assert "bxl-045" in ids(find(target_language="en"), 99)


def test_the_cheapest_wish_is_dropped_and_said(find: Any) -> None:
    # English at the weekend is one class, in a hall; nothing else is known to be at the weekend.
    outcome = find(target_language="en", schedule=("weekend",), mode=("conversation",), free=True)
    assert "schedule" not in outcome.relaxed
    outcome = find(
        target_language="en", mode=("class",), schedule=("morning",), place="Louvain-la-Neuve"
    )
    assert outcome.relaxed
    assert all(set(match.failed) <= set(outcome.relaxed) for match in outcome.matches)


def test_far_away_is_not_near(find: Any) -> None:
    outcome = find(target_language="fr", level="B1", place="Schaerbeek")
    far = [match for match in outcome.matches if match.id == "bxl-077"]
    assert far == []
    assert find(target_language="fr", level="B1", place="1348").matches[0].id == "bxl-077"


def test_nobody_teaches_that(find: Any) -> None:
    outcome = find(target_language="de")
    assert (outcome.matches, outcome.relaxed, outcome.certain) == ((), (), 0)


def test_no_wish_at_all_lists_everything(find: Any) -> None:
    outcome = find()
    assert len(outcome.matches) == outcome.total == outcome.certain == 81


def test_a_search_asks_the_database_only_whether_anything_changed(find: Any) -> None:
    wishes = {"target_language": "fr", "level": "A1", "schedule": ("evening",), "place": "Helmet"}
    find(**wishes)
    with CaptureQueriesContext(connection) as queries:
        find(**wishes)
    assert len(queries) == 1


def test_relaxing_drops_one_wish_before_two_and_the_lighter_first() -> None:
    assert relax.dropped([("schedule",), ("mode",), ("mode", "free")]) == ("mode",)
    assert relax.dropped([("childcare",), ("mode", "free")]) == ("childcare",)
    assert relax.dropped([("schedule",), ()]) == ()
    assert relax.dropped([("level",), ("level", "mode")]) == ()
    assert relax.dropped([]) == ()


def test_minutes_are_an_estimate_that_starts_on_foot() -> None:
    assert near.minutes(0) == 0
    assert near.minutes(0.5) < 10
    assert near.minutes(3) == 25
    assert near.kilometres((50.866, 4.362), (50.836, 4.336)) == pytest.approx(3.8, abs=0.1)
