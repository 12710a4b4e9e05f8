"""The coordinator's figures: what they count, what they hide, who sees them, the same as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.utils import timezone as clock

from desk.cases import feed
from desk.cases.models import Case
from desk.people.models import Role
from desk.reports import figures
from desk.reports.figures import percentile
from tests.desk.builders import NOON, logged_in, opened, person, record

NOVEMBER = date(2026, 11, 1)
_number = iter(range(1, 100_000))


def case(*, waited: int | None = 10, at: datetime = NOON, **values: Any) -> Case:
    """A case opened at a time and taken after so many minutes."""
    row = opened(f"figures{next(_number)}")
    claimed = None if waited is None else at + timedelta(minutes=waited)
    changed = {"opened_at": at, "first_claimed_at": claimed, "language": "ar", **values}
    Case.objects.filter(pk=row.pk).update(**changed)
    return Case.objects.get(pk=row.pk)


def shown(kind: str) -> dict[str, int | None]:
    table = figures.of(Case.objects.all(), NOVEMBER).table(kind)
    return {row.value: row.cases for row in table.rows}


def test_median_and_ninetieth_percentile_of_the_wait() -> None:
    for waited in (1, 2, 3, 4, 5, 6, 7, 8, 90, 200):
        case(waited=waited)
    case(waited=None)
    everybody = figures.of(Case.objects.all(), NOVEMBER).waits[0]
    assert (everybody.cases, everybody.median, everybody.p90) == (10, 6, 90)
    assert percentile([5], 0.9) == 5


def test_a_wait_of_fewer_than_five_is_nobodys_business() -> None:
    for waited in (1, 2, 3, 4):
        case(waited=waited)
    everybody = figures.of(Case.objects.all(), NOVEMBER).waits[0]
    assert (everybody.cases, everybody.median, everybody.p90) == (None, None, None)


def test_cases_are_counted_by_language_topic_reason_outcome_hour_and_face() -> None:
    ended = {"state": "closed", "closed_at": NOON, "outcome": "answered", "satisfaction": "good"}
    for _ in range(6):
        case(language="ps", topic="housing_search", reason="lost", **ended)
    for _ in range(5):
        case(language="ar", topic="", at=NOON + timedelta(hours=3))
    assert shown("language") == {"ps": 6, "ar": 5}
    assert shown("topic") == {"housing_search": 6, "-": 5}
    assert shown("reason") == {"lost": 6, "asked": 5}
    assert shown("outcome") == {"answered": 6, "-": 5}
    assert shown("hour") == {"11": 6, "14": 5}  # the office's own clock
    assert shown("satisfaction") == {"good": 6, "-": 5}


def test_small_numbers_and_what_would_reveal_them_are_hidden() -> None:
    for language, number in (("ar", 20), ("uk", 9), ("ti", 1)):
        for _ in range(number):
            case(language=language)
    assert shown("language") == {"ar": 20, "uk": None, "ti": None}
    found = figures.of(Case.objects.all(), NOVEMBER)
    assert found.total == 30
    assert {wait.value for wait in found.waits} == {"total", "ar"}


def test_only_the_month_counts_by_the_offices_clock() -> None:
    for _ in range(5):
        case(at=datetime(2026, 10, 31, 23, 30, tzinfo=timezone.utc))  # 00:30 in Brussels
    assert shown("language") == {"ar": 5}


def test_an_erased_case_still_counts_without_its_topic() -> None:
    for _ in range(5):
        row = case(topic="housing_search")
        late = (clock.now() + timedelta(days=1)).timestamp()
        feed.take({**record(str(row.conversation), 99, "erase", receipt="r"), "time": late})
    assert shown("topic") == {"-": 5}
    assert shown("outcome") == {"erased": 5}


@pytest.mark.parametrize(
    ("role", "status"), [(Role.STAFF, 403), (Role.COORDINATOR, 200), (Role.ADMINISTRATOR, 200)]
)
def test_coordinators_and_administrators_see_the_page(role: Role, status: int) -> None:
    client = logged_in(person("ana", role=role))
    for address in ("/reports/", "/reports/tables/language.csv"):
        assert client.get(address).status_code == status
    assert ("/reports/" in client.get("/").content.decode()) == (status == 200)


def test_a_coordinator_of_an_office_sees_its_cases_only() -> None:
    for office, language in (("via", "ar"), ("convivial", "uk")):
        for _ in range(5):
            case(office=office, language=language)
    client = logged_in(person("ana", role=Role.COORDINATOR, office="convivial"))
    text = client.get("/reports/tables/language.csv?month=2026-11").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows == [{"month": "2026-11", "language": "uk", "name": "Ukrainian", "cases": "5"}]


@pytest.mark.parametrize("name", [*figures.KINDS, "waiting", "trend"])
def test_every_table_is_a_file_that_says_what_the_page_says(name: str) -> None:
    for language, number in (("ar", 7), ("ti", 2)):
        for _ in range(number):
            case(language=language, topic="housing_search")
    client = logged_in(person("ana", role=Role.COORDINATOR))
    page = client.get("/reports/?month=2026-11").content.decode()
    section = re.search(rf'<section class="report" id="{name}">(.*?)</section>', page, re.DOTALL)
    assert section
    assert "<svg" in section[1] or name == "waiting"
    answer = client.get(f"/reports/tables/{name}.csv?month=2026-11")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows
    for row in rows:
        number = row["cases"]
        assert f'<td class="n">{"•" if number == "hidden" else number}</td>' in section[1]
    assert client.get("/reports/tables/passwords.csv").status_code == 404


def test_three_faces_come_back_to_the_page() -> None:
    """What the bot tells of a face tapped after the end (tests/stories: rate_case)."""
    for number in range(5):
        row = case(at=clock.now())
        said = record(str(row.conversation), 50 + number, "useful", what="case", value="bad")
        feed.take(said)
    month = clock.localdate().replace(day=1)
    table = figures.of(Case.objects.all(), month).table("satisfaction")
    assert [(row.value, row.cases) for row in table.rows] == [("bad", 5)]
