"""Hours, holidays and facts of a city, on a fixed clock."""

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge import City, DataError, load
from knowledge.hours import easter
from tests.knowledge import data

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def city(tmp_path: Path) -> City:
    return load(data.city(tmp_path), "testville").city


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T09:00", True),  # Monday
        ("2026-11-23T11:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-26T18:30", True),  # Thursday evening
        ("2026-11-25T18:30", False),
        ("2026-11-28T10:00", False),  # Saturday
        ("2026-05-01T10:00", False),  # 1 May, a Friday
        ("2026-04-06T10:00", False),  # Easter Monday
        ("2026-12-24T10:00", False),  # a day of its own
    ],
)
def test_open_by_weekday_clock_and_holiday(city: City, moment: str, expected: bool) -> None:
    assert city.is_open(at(moment), "counter") is expected


def test_a_moment_in_utc_is_read_in_the_office_s_time(city: City) -> None:
    assert city.is_open(datetime(2026, 7, 6, 7, 30, tzinfo=timezone.utc), "counter")
    assert not city.is_open(datetime(2026, 12, 7, 7, 30, tzinfo=timezone.utc), "counter")


def test_next_opening_skips_weekend_and_holiday(city: City) -> None:
    assert city.next_opening(at("2026-11-27T12:30"), "counter") == at("2026-11-30T09:00")
    assert city.next_opening(at("2026-04-03T13:00"), "counter") == at("2026-04-07T09:00")
    assert city.next_opening(at("2026-11-26T13:00"), "counter") == at("2026-11-26T17:00")


def test_the_three_lists_of_hours_are_separate(city: City) -> None:
    assert city.next_opening(at("2026-11-23T08:00"), "desk") == at("2026-11-24T10:00")
    assert city.next_opening(at("2026-11-23T08:00"), "telephone") is None
    assert not city.is_open(at("2026-11-24T10:30"), "telephone")


@pytest.mark.parametrize(
    ("year", "expected"), [(2024, (3, 31)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))]
)
def test_easter(year: int, expected: tuple[int, int]) -> None:
    assert (easter(year).month, easter(year).day) == expected


def test_facts_hold_what_is_known_and_nothing_else(city: City) -> None:
    facts = city.facts(("fr",))
    assert facts["desk.phone"] == facts["main.phone"] == "02 111 22 33"
    assert "silent.phone" not in facts
    assert facts["desk.hours"] == ("lundi–vendredi 9:00–12:00; jeudi 17:00–20:00 (sur rendez-vous)")
    assert "(بموعد)" in city.facts(("ar", "fr"))["desk.hours"]


def test_a_number_with_an_open_check_is_no_fact(city: City) -> None:
    facts = city.facts()
    assert facts["emergency.violence"] == "0800 30 030"
    assert "emergency.poison" not in facts


def test_unquoted_hours_are_refused_with_the_remedy(tmp_path: Path) -> None:
    broken = data.CITY.replace('from: "10:00"', "from: 10:00")
    with pytest.raises(DataError) as error:
        load(data.city(tmp_path, city=broken), "testville")
    assert "hours" in error.value.problem.what
    assert '"09:00"' in error.value.problem.remedy


def test_schaerbeek_has_no_telephone_number_for_via() -> None:
    city = load(Path("data"), "schaerbeek").city
    assert city.offices["via"].phone is None
    assert "via.phone" not in city.facts()
    assert city.is_open(at("2026-11-26T17:30"), "counter", office="via")
