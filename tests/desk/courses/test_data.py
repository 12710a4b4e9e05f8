"""The city's own files: every offer loads, and what no source states stays unknown."""

from pathlib import Path

import pytest
import yaml

from desk.courses import near
from desk.courses.load import load
from desk.courses.models import Course, Session

CITY = Path(__file__).parents[3] / "data" / "cities" / "schaerbeek"
MUNICIPALITIES = 19


def test_all_offers_load_whole(desk_db: None, places: near.PlaceTable) -> None:
    report = load(CITY / "courses.csv", places)
    assert report.problems == []
    assert (len(report.added), report.changed, report.unchanged) == (81, [], [])
    assert Course.objects.count() == 81


def test_loading_twice_changes_nothing(inventory: None, places: near.PlaceTable) -> None:
    before = list(Session.objects.order_by("id").values_list("id", flat=True))
    report = load(CITY / "courses.csv", places)
    assert (report.added, report.changed, len(report.unchanged)) == ([], [], 81)
    assert list(Session.objects.order_by("id").values_list("id", flat=True)) == before


def test_what_no_source_states_is_unknown(inventory: None) -> None:
    assert Course.objects.filter(level_mask=None).count() == 45
    assert Course.objects.filter(sessions__start__isnull=False).distinct().count() == 10
    assert Course.objects.filter(childcare=None).count() == 79
    assert Course.objects.filter(seats=None, confirmed_on=None).count() == 81
    assert Course.objects.filter(free=None, price_text="").count() == 45 + 3
    assert Course.objects.get(pk="bxl-016").bands == []


def test_four_evening_literacy_offers_none_in_the_municipality(inventory: None) -> None:
    evening = [
        course
        for course in Course.objects.all()
        if "literacy" in course.levels and "evening" in course.bands
    ]
    assert [course.id for course in evening] == ["bxl-017", "bxl-021", "bxl-027", "bxl-028"]
    assert all("Schaerbeek" not in course.municipality for course in evening)


def test_a_place_is_found_by_any_of_its_names(places: near.PlaceTable) -> None:
    for name in ("Place Liedts", "liedts", "Liedtsplein", "ساحة ليدتس", "площа Лідтс"):
        place = places.find(name)
        assert place is not None
        assert place.name == "Place Liedts"
    assert places.find("Atlantis") is None


@pytest.mark.parametrize(("postcode", "name"), [("1030", "Schaerbeek"), ("1020", "Laeken")])
def test_a_postcode_is_its_municipality_or_district(
    places: near.PlaceTable, postcode: str, name: str
) -> None:
    place = places.find(postcode)
    assert place is not None
    assert place.name == name


def test_the_place_table_is_whole_and_plausible() -> None:
    rows = yaml.safe_load((CITY / "places.yml").read_text(encoding="utf-8"))["places"]
    kinds = [row["kind"] for row in rows]
    assert kinds.count("municipality") == MUNICIPALITIES
    names = [name for row in rows for name in _names(row)]
    assert len(names) == len(set(names)), "one name for two places"
    for row in rows:
        assert 50.6 < row["lat"] < 51.0, row["name"]
        assert 4.2 < row["lon"] < 4.7, row["name"]


def _names(row: dict[str, object]) -> set[str]:
    others = row.get("names") or {}
    assert isinstance(others, dict)
    spellings = (str(row["name"]), *(name for group in others.values() for name in group))
    return {name.casefold() for name in spellings}
