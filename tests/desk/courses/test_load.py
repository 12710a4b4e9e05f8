"""A broken row is reported with line, column and reason, and stops none of the good ones."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from desk.courses import near
from desk.courses.load import FileError, load
from desk.courses.models import Course

HEADER = "id,provider,title,target_language,levels,sessions,price,free,enrol_url,municipality\n"
GOOD = "a-1,School,French,fr,A1,tue 18:00-20:00,50,,https://example.org,Schaerbeek\n"

pytestmark = pytest.mark.usefixtures("desk_db")


def write(folder: Path, text: str) -> Path:
    path = folder / "courses.csv"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path, places: near.PlaceTable) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in load(path, places).problems]


def test_broken_rows_are_named_and_good_ones_loaded(
    tmp_path: Path, places: near.PlaceTable
) -> None:
    path = write(
        tmp_path,
        HEADER
        + "b-1,School,French,fr,expert,,,,,\n"
        + GOOD
        + "b-2,,French,fr,,tue 20:00-18:00,cheap,maybe,not a link,\n"
        + "b-3,School,French\n"
        + "a-1,School,Again,fr,,,,,,\n"
        + "a-2,School,Dutch,nl,,,,,,\n",
    )
    assert problems(path, places) == [
        (2, "levels"),
        *((4, column) for column in ("provider", "sessions", "price", "free", "enrol_url")),
        (5, ""),
        (6, "id"),
    ]
    assert list(Course.objects.values_list("pk", flat=True)) == ["a-1", "a-2"]
    assert Course.objects.get(pk="a-1").title == "French"


def test_a_broken_row_harms_nothing_that_is_there(tmp_path: Path, places: near.PlaceTable) -> None:
    load(write(tmp_path, HEADER + GOOD), places)
    report = load(write(tmp_path, HEADER + GOOD.replace("50", "fifty")), places)
    assert [problem.column for problem in report.problems] == ["price"]
    assert Course.objects.get(pk="a-1").price == 50


def test_a_changed_row_changes_its_course_and_sessions(
    tmp_path: Path, places: near.PlaceTable
) -> None:
    load(write(tmp_path, HEADER + GOOD), places)
    text = HEADER + GOOD.replace("tue 18:00-20:00", "sat 10:00-12:00; sun")
    report = load(write(tmp_path, text), places)
    assert report.changed == ["a-1"]
    course = Course.objects.get(pk="a-1")
    assert [str(session) for session in course.sessions.all()] == ["sat 10:00-12:00", "sun"]
    assert "weekend" in course.bands


def test_a_course_missing_from_the_file_stays(tmp_path: Path, places: near.PlaceTable) -> None:
    load(write(tmp_path, HEADER + GOOD), places)
    load(write(tmp_path, HEADER), places)
    assert Course.objects.filter(pk="a-1").exists()


def test_points_are_approximate_and_only_of_known_places(
    tmp_path: Path, places: near.PlaceTable
) -> None:
    load(
        write(tmp_path, HEADER + GOOD + GOOD.replace("a-1", "a-2").replace("Schaerbeek", "Mars")),
        places,
    )
    assert Course.objects.get(pk="a-1").lat == pytest.approx(50.867)
    assert Course.objects.get(pk="a-2").lat is None


@pytest.mark.parametrize(
    "text",
    ["", "name\n", HEADER.replace("price", "prijs"), HEADER.replace("price", "title")],
)
def test_a_file_of_another_form_is_refused_whole(
    tmp_path: Path, places: near.PlaceTable, text: str
) -> None:
    with pytest.raises(FileError):
        load(write(tmp_path, text), places)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, places: near.PlaceTable) -> None:
    path = tmp_path / "courses.csv"
    path.write_bytes(HEADER.encode() + b"\xff\xfe\x00")
    with pytest.raises(FileError):
        load(path, places)
    with pytest.raises(FileError):
        load(tmp_path / "none.csv", places)


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    path = write(tmp_path, HEADER + GOOD + GOOD.replace("a-1", "a-2").replace("50", "x"))
    call_command("load_courses", str(path), stdout=out, stderr=err)
    assert "1" in out.getvalue()
    assert "3" in err.getvalue()
    assert "price" in err.getvalue()
    with pytest.raises(CommandError):
        call_command("load_courses", str(tmp_path / "none.csv"))


def test_the_command_without_a_file_loads_the_citys_own() -> None:
    call_command("load_courses", stdout=StringIO())
    assert Course.objects.count() == 81
