"""Files of others: CSV, xlsx, HSDS 3, schema.org; out and in again nothing has changed."""

import io
import json
import re
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from icalendar import Calendar
from openpyxl import Workbook, load_workbook

from desk.courses import calendar as calendar_file
from desk.courses import exported, near
from desk.courses.exchange import hsds, jsonld, plan, tables
from desk.courses.models import Change, Course, Upload
from tests.desk.builders import logged_in, person

HEAD = "id,provider,title,target_language,price\n"


def planned(content: bytes, name: str) -> plan.Plan:
    return plan.make((hsds.read if name.endswith("json") else tables.read)(content, name))


@pytest.mark.usefixtures("inventory")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_what_goes_out_comes_back_unchanged(kind: str) -> None:
    made = planned(exported.content(kind), f"courses.{kind}")
    assert (made.added, made.changed, made.vanished, made.problems) == ([], [], [], [])
    assert len(made.unchanged) == 81


@pytest.mark.usefixtures("inventory")
def test_hsds_validates_and_keeps_its_ids(tmp_path: Path) -> None:
    call_command("export_hsds", str(tmp_path / "a.json"))
    call_command("export_hsds", str(tmp_path / "b.json"))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    services = json.loads((tmp_path / "a.json").read_bytes())
    assert len(services) == len({one["id"] for one in services}) == 81


@pytest.mark.usefixtures("inventory")
def test_hsds_validates_against_the_standards_own_files_where_somebody_has_them(
    tmp_path: Path,
) -> None:
    """One schema a file, which refer to one another by name, as openreferral publishes them."""
    phone = {"type": "object", "required": ["id", "number"]}
    service = {
        "type": "object",
        "required": ["id", "name", "status"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "phones": {"type": "array", "items": {"$ref": "phone.json"}},
        },
    }
    (tmp_path / "service.json").write_text(json.dumps(service))
    (tmp_path / "phone.json").write_text(json.dumps(phone))
    made = tmp_path / "made.json"
    call_command("export_hsds", str(made), schema=tmp_path / "service.json")
    assert any(one.get("phones") for one in json.loads(made.read_bytes()))
    made.unlink()
    (tmp_path / "phone.json").write_text(json.dumps({**phone, "required": ["extension"]}))
    with pytest.raises(CommandError, match="extension"):
        call_command("export_hsds", str(made), schema=tmp_path / "service.json")
    assert not made.exists()


@pytest.mark.usefixtures("desk_db")
def test_a_service_of_somebody_else_comes_in(places: near.PlaceTable) -> None:
    own = str(uuid.uuid4())
    service = {
        "id": own,
        "name": "Dutch on Tuesday",
        "status": "active",
        "organization": {"id": str(uuid.uuid4()), "name": "School", "description": "-"},
        "languages": [{"id": str(uuid.uuid4()), "code": "nl"}],
        "schedules": [
            {"id": str(uuid.uuid4()), "freq": "WEEKLY", "byday": "TU,TH", "opens_at": "18:00:00",
             "closes_at": "20:00:00", "valid_from": "2027-01-11"}
        ],
        "cost_options": [{"id": str(uuid.uuid4()), "amount": 50, "currency": "EUR"}],
    }  # fmt: skip
    content = json.dumps({"contents": [service, {"id": "no uuid"}, 7]}).encode()
    made = planned(content, "x.json")
    assert [problem.line for problem in made.problems] == [2, 3]
    plan.carry_out(made, places, who="ana")
    course = Course.objects.get()
    assert (course.pk, course.title, course.price) == (
        f"h-{uuid.UUID(own).hex}",
        "Dutch on Tuesday",
        50,
    )
    assert course.bands == ["evening"]
    assert course.starts_on == date(2027, 1, 11)


@pytest.mark.usefixtures("inventory")
def test_a_column_that_the_file_lacks_keeps_what_is_there(places: near.PlaceTable) -> None:
    before = Course.objects.get(pk="bxl-021")
    text = f"{HEAD}bxl-021,{before.provider.name},Another title,fr,12.50\n"
    made = planned(text.encode(), "x.csv")
    assert [step.differences for step in made.changed] == [
        {"title": [before.title, "Another title"], "price": ["", "12.50"]}
    ]
    plan.carry_out(made, places, who="ana")
    after = Course.objects.get(pk="bxl-021")
    assert after.sessions.count() == 2
    assert Change.objects.filter(who="ana").get().fields["price"] == ["", "12.50"]


def test_a_spreadsheet_takes_no_cell_for_a_formula() -> None:
    cells = dict.fromkeys(tables.rows.COLUMNS, "")
    cells |= {"id": "a", "title": "=1+1", "enrol_phone": "+32 2 000"}
    assert b"'=1+1" in tables.to_csv([cells])
    ((_line, back),) = tables.read(tables.to_csv([cells]), "a.csv")
    assert isinstance(back, dict)
    assert (back["title"], back["enrol_phone"]) == ("=1+1", "+32 2 000")
    sheet = load_workbook(io.BytesIO(tables.to_xlsx([cells]))).active
    assert sheet is not None
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_a_workbook_typed_by_hand_is_read() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["id", "provider", "title", "target_language", "price", "free", "seats"])
    book.active.append(["a", "School", "French", "fr", 12.5, False, 20.0])
    file = io.BytesIO()
    book.save(file)
    ((line, cells),) = tables.read(file.getvalue(), "x.XLSX")
    assert line == 2
    assert isinstance(cells, dict)
    assert (cells["price"], cells["free"], cells["seats"]) == ("12.5", "false", "20")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"\xff\xfe"), ("a.xlsx", b"no workbook"), ("a.csv", b""), ("a.json", b"[" * 9999)],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(tables.FileError):
        planned(content, name)


def test_nothing_is_written_before_it_is_confirmed() -> None:
    staff = logged_in(person("ana", role="coordinator"), language="en")
    content = f"{HEAD}a,School,French,fr,10\nb,,French,fr,cheap\n".encode()
    file = io.BytesIO(content)
    file.name = "x.csv"
    shown = staff.post("/courses/-/upload/", {"file": file}, follow=True)
    page = shown.content.decode()
    assert "Added: 1. Changed: 0. Unchanged: 0." in page
    assert "<td>3</td><td>price</td>" in page
    assert Course.objects.count() == 0
    staff.post(shown.redirect_chain[-1][0])
    assert [course.pk for course in Course.objects.all()] == ["a"]
    assert Upload.objects.count() == 0


def test_files_are_for_those_who_keep_the_courses() -> None:
    assert logged_in(person("ben")).get("/courses/-/upload/").status_code == 403
    assert Client().get("/courses/-/export/csv").status_code == 302


@pytest.mark.usefixtures("inventory")
def test_a_public_page_says_it_to_people_and_to_search_engines(client: Client) -> None:
    page = client.get("/courses/bxl-021/").content.decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert script
    said = json.loads(script[1])
    assert (said["@type"], said["name"]) == ("Course", Course.objects.get(pk="bxl-021").title)
    schedule = said["hasCourseInstance"][0]["courseSchedule"]
    assert (schedule["startTime"], schedule["byDay"]) == ("19:00:00", "https://schema.org/Tuesday")
    course = Course.objects.get(pk="bxl-021")
    course.title = "</script><b>"
    assert "</script>" not in jsonld.script(course, page="/")


@pytest.mark.usefixtures("inventory")
def test_a_calendar_is_weekly_local_and_gregorian() -> None:
    course = Course.objects.get(pk="bxl-021")
    file = calendar_file.file(course, page="https://x", today=date(2026, 11, 26))
    assert file is not None
    read = Calendar.from_ical(file)
    assert read["CALSCALE"] == "GREGORIAN"
    events = read.walk("VEVENT")
    assert [str(event["DTSTART"].dt) for event in events] == [
        "2026-12-01 19:00:00+01:00",
        "2026-11-26 19:00:00+01:00",
    ]
    assert events[0]["RRULE"]["FREQ"] == ["WEEKLY"]
    assert read.walk("VTIMEZONE")
    unknown = Course.objects.get(pk="bxl-016")
    assert calendar_file.file(unknown, page="", today=date(2026, 11, 26)) is None
