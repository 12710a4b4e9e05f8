"""The review round trip: out as a spreadsheet, back with name and date; refusals keep the files."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge import Library, load
from knowledge.review import ReviewFileError, take_back, write
from tests.knowledge import data


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load(data.city(tmp_path), "testville")


def answered(path: Path, by: str | None = "A. Reader", **cells: str) -> Path:
    book = load_workbook(path)
    sheet = book["review"]
    sheet["B2"], sheet["D2"] = by, "2027-01-05"
    for cell, value in cells.items():
        sheet[cell] = value
    book.save(path)
    return path


def again(library: Library) -> Library:
    return load(library.root, library.city.id)


def test_corrections_come_back_and_the_wording_is_reviewed(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "ar.xlsx"
    assert write(library, "ar", path, only="draft") == 1
    sheet = load_workbook(path)["review"]
    assert [sheet[f"B{row}"].value for row in (4, 5, 6)] == ["title", "text", "simple"]
    assert sheet["C5"].value == "Venez à {desk.address}. Appelez le {desk.phone}."
    better = "تفضلوا إلى {desk.address}\n\n- اتصلوا على {desk.phone}"
    outcome = take_back(library, answered(path, D5=better, E4="x", E6="ok"))
    assert (outcome.changed, outcome.reviewed, outcome.refused) == (1, ("swimming",), ())
    answer = again(library).topics["swimming"].answers["ar"]
    assert answer.status == "reviewed"
    assert answer.reviewed is not None
    assert (answer.reviewed.by, answer.reviewed.date.isoformat()) == ("A. Reader", "2027-01-05")
    assert "تفضلوا" in answer.text
    assert again(library).topics.problems == ()
    assert write(again(library), "ar", path, only="draft") == 0


def test_a_wording_read_in_part_stays_a_draft(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "ar.xlsx"
    write(library, "ar", path)
    outcome = take_back(library, answered(path, D4="السباحة"))
    assert (outcome.changed, outcome.reviewed) == (1, ())
    assert again(library).topics["swimming"].answers["ar"].status == "draft"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"D5": "بلا عنوان"}, "must stay as they are: desk.address, desk.phone"),
        ({"D6": "", "E6": "x"}, "the translation is empty"),
    ],
)
def test_what_would_harm_is_refused_and_changes_nothing(
    library: Library, tmp_path: Path, cells: dict[str, str], why: str
) -> None:
    path = tmp_path / "ar.xlsx"
    write(library, "ar", path)
    before = library.topics["swimming"].file.read_text(encoding="utf-8")
    outcome = take_back(library, answered(path, **cells))
    assert why in outcome.refused[0]
    assert library.topics["swimming"].file.read_text(encoding="utf-8") == before


def test_a_row_whose_source_changed_meanwhile_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "ar.xlsx"
    write(library, "ar", path)
    file = library.topics["swimming"].file
    file.write_text(
        file.read_text(encoding="utf-8").replace("Venez au bureau", "Venez lundi"), "utf-8"
    )
    outcome = take_back(again(library), answered(path, E4="x", E5="x", E6="x"))
    assert [refusal.split(":")[0] for refusal in outcome.refused] == ["swimming, simple"]
    assert outcome.reviewed == ()


def test_nobody_s_sheet_and_a_foreign_file_change_nothing(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "ar.xlsx"
    write(library, "ar", path)
    with pytest.raises(ReviewFileError, match="your name"):
        take_back(library, answered(path, by=None))
    (tmp_path / "x.xlsx").write_text("no zip")
    with pytest.raises(ReviewFileError, match="no review sheet"):
        take_back(library, tmp_path / "x.xlsx")
