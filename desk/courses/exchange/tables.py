"""Courses files as tables: CSV and xlsx, in and out, and the template with its explanations.

Knows lines, headers and cells as text. Refuses to know what a cell means (rows.py).
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from desk.courses import rows
from desk.courses.exchange.plan import Line
from desk.courses.rows import Problem
from desk.courses.written import Cells

MOST_BYTES, MOST_LINES = 10_000_000, 200_000
_UNPACKED_BYTES = 200_000_000
# A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "@", "\t", "\r", "+", "-")


# What openpyxl lets through from the zip, the XML and its own reading of both.
_UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    OverflowError,
    EOFError,
    RuntimeError,
    OSError,
)


class FileError(Exception):
    """The file as a whole cannot be read; the message says why."""


def read(content: bytes, name: str) -> list[Line]:
    """The lines of a file by its name's ending. Raises `FileError`."""
    if len(content) > MOST_BYTES:
        raise FileError(_("the file is larger than %(most)s MB") % {"most": MOST_BYTES // 10**6})
    lines = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    found: list[Line] = []
    for line in lines:
        if len(found) >= MOST_LINES:
            raise FileError(_("more than %(most)s lines") % {"most": MOST_LINES})
        found.append(line)
    return found


def to_csv(courses: Iterable[Cells]) -> bytes:
    """A courses file; spreadsheets open it as UTF-8, and take no cell for a formula."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows.COLUMNS))
    writer.writeheader()
    for course in courses:
        writer.writerow({column: _harmless(cell) for column, cell in course.items()})
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(courses: Iterable[Cells], explanations: Sequence[tuple[str, str]] = ()) -> bytes:
    """The same as a workbook; all cells are text. A second sheet explains the columns."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "courses"
    table = [dict(zip(rows.COLUMNS, rows.COLUMNS)), *courses]
    for line, cells in enumerate(table, 1):
        for place, column in enumerate(rows.COLUMNS, 1):
            cell = sheet.cell(line, place)
            cell.value = cells[column] or None
            if cells[column]:
                cell.data_type = "s"
                cell.number_format = "@"
    sheet.freeze_panes = "D2"
    if explanations:
        notes = book.create_sheet("columns")
        for pair in explanations:
            notes.append(list(pair))
        notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 22, 110
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _csv(content: bytes) -> Iterator[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(_("the file is not UTF-8")) from error
    semicolons = text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",")
    reader = csv.reader(
        io.StringIO(text, newline=""), strict=True, delimiter=";" if semicolons else ","
    )
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if header is None:
                raise FileError(str(error)) from error
            yield line, Problem(line=line, column="", reason=str(error))
            continue
        if header is None:
            header = _header(cells)
        elif cells:
            yield line, _line(header, cells, line)
    if header is None:
        raise FileError(_("the file is empty"))


def _xlsx(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _UNPACKED_BYTES:
                raise FileError(_("the file is too large when unpacked"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        header: list[str] | None = None
        for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=200), 1):
            cells = [_text(value) for value in values]
            if header is None:
                header = _header(_without_empty_end(cells))
            elif any(cells):
                yield line, _line(header, cells[: len(header)], line)
    except _UNREADABLE as error:
        raise FileError(_("this is no workbook that can be read")) from error
    if header is None:
        raise FileError(_("the file is empty"))


def _header(cells: Sequence[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    if missing := [name for name in rows.REQUIRED if name not in columns]:
        raise FileError(_("missing columns: %(names)s") % {"names": ", ".join(missing)})
    if unknown := [name for name in columns if name not in rows.COLUMNS]:
        raise FileError(_("unknown columns: %(names)s") % {"names": ", ".join(unknown)})
    if len(set(columns)) != len(columns):
        raise FileError(_("a column stands twice"))
    return columns


def _line(header: Sequence[str], cells: Sequence[str], line: int) -> Cells | Problem:
    if len(cells) != len(header):
        reason = _("the row has more or fewer cells than the header")
        return Problem(line=line, column="", reason=reason)
    return {column: _plain(cell.strip()) for column, cell in zip(header, cells, strict=True)}


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _text(value: object) -> str:
    """A cell of a workbook as a courses file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else repr(value)
    return str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
