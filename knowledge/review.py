"""The review round trip: a spreadsheet with source text beside translation, and its way back.

A row that is marked or changed by the reviewer counts as read; a wording is `reviewed`, with name
and date, once all its rows are. Refused, with the reason: a row whose source has changed meanwhile,
or whose office facts (`{via.address}`) are not those of the source. Knows no spelling.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from knowledge import documents, edit, placeholders
from knowledge.library import Library
from knowledge.topic import Topic

PARTS = ("title", "text", "simple")
COLUMNS = ("topic", "part", "source", "translation", "ok", "note", "state", "key")
_WIDTHS = {"source": 60, "translation": 60, "topic": 24, "note": 30}
_SOURCE, _TRANSLATION, _OK, _KEY = "C", "D", "E", "H"
_SHEET = "review"
_FIRST = 4


class ReviewFileError(Exception):
    """The file is no review sheet, or does not say who has read it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an import did: parts changed, wordings reviewed, and rows refused with the reason."""

    changed: int
    reviewed: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Row:
    topic: str
    part: str
    translation: str
    ok: bool
    key: str


def write(library: Library, language: str, path: Path, *, only: str | None = None) -> int:
    """Writes the sheet of one language; `only` is a status. Returns the number of topics."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = _SHEET
    source = library.city.source_language
    sheet.append(["language", language, "source", source])
    sheet.append(["read by", "", "on (2027-01-05)", ""])
    sheet.append(list(COLUMNS))
    topics = 0
    for topic in library.topics.values():
        answer = topic.answers.get(language)
        if language == source or (only and (answer.status if answer else "missing") != only):
            continue
        topics += 1
        own, written = _parts(topic, language), _parts(topic, source)
        for part in PARTS:
            state = answer.status if answer else "missing"
            key = _key(written[part], own.get(part))
            sheet.append([topic.name, part, written[part], own.get(part, ""), "", "", state, key])
    _dress(sheet, rtl=library.languages.direction(language) == "rtl")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return topics


def take_back(library: Library, path: Path) -> Outcome:
    """Brings the corrections of a sheet into the topics' files.

    Raises:
        ReviewFileError: nothing was changed.
    """
    language, by, on, rows = _read(path)
    if language not in library.languages or language == library.city.source_language:
        raise ReviewFileError(f"'{language}' is no language to review")
    changed, reviewed, refused = 0, [], []
    by_topic: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(row)
    for name, own in by_topic.items():
        topic = library.topics.get(name)
        if topic is None or language not in topic.answers:
            refused.append(f"{name}: the topic has no '{language}' text to correct")
            continue
        read = {row.part for row in own if row.ok or _is_changed(topic, language, row)}
        problems = [
            f"{name}, {row.part}: {reason}"
            for row in own
            if row.part in read and (reason := _refusal(topic, language, row))
        ]
        refused += problems
        if problems:
            continue
        for row in own:
            if row.part in read and _is_changed(topic, language, row):
                edit.set_text(topic.file, _keys(topic, language, row.part), row.translation)
                changed += 1
        if read == set(_parts(topic, language)):
            _mark(topic, language, by, on)
            reviewed.append(name)
    return Outcome(changed=changed, reviewed=tuple(reviewed), refused=tuple(refused))


def _mark(topic: Topic, language: str, by: str, on: date) -> None:
    keys = _keys(topic, language, "title")[:-1]
    who = f"{{date: {on.isoformat()}, by: {json.dumps(by, ensure_ascii=False)}}}"
    edit.set_field(topic.file, keys, "reviewed", who)
    edit.set_field(topic.file, keys, "updated", on.isoformat())
    edit.set_field(topic.file, keys, "status", "reviewed")


def _refusal(topic: Topic, language: str, row: _Row) -> str | None:
    source, own = _parts(topic, topic.source_language), _parts(topic, language)
    if row.part not in source:
        return "there is no such part"
    if row.key != _key(source[row.part], own.get(row.part)):
        return "the text has changed since the sheet was written: write a new sheet"
    if not row.translation:
        return "the translation is empty"
    wanted = set(placeholders.names(source[row.part]))
    if set(placeholders.names(row.translation)) != wanted:
        return f"the words in {{}} must stay as they are: {', '.join(sorted(wanted)) or 'none'}"
    return None


def _is_changed(topic: Topic, language: str, row: _Row) -> bool:
    return row.translation != _parts(topic, language).get(row.part)


def _parts(topic: Topic, language: str) -> dict[str, str]:
    """Title, text and simple text as they stand in the file, facts not filled in."""
    row = _variations(topic)[_index(topic, language)] if language in topic.answers else None
    if row is None:
        return {}
    parts = {part: row["metadata"].get(part) for part in ("title", "simple")}
    parts["text"] = row["text"]
    return {part: str(parts[part]).strip() for part in PARTS if parts[part]}


def _variations(topic: Topic) -> list[dict[str, Any]]:
    (rows,) = documents.read(topic.file).data["responses"].values()
    return list(rows)


def _index(topic: Topic, language: str) -> int:
    return list(topic.answers).index(language)


def _keys(topic: Topic, language: str, part: str) -> tuple[Any, ...]:
    first = ("responses", f"utter_faq/{topic.name}", _index(topic, language))
    return (*first, "text") if part == "text" else (*first, "metadata", part)


def _key(source: str, translation: str | None) -> str:
    return hashlib.sha256(f"{source}\0{translation or ''}".encode()).hexdigest()[:16]


def _dress(sheet: Worksheet, *, rtl: bool) -> None:
    for column, name in zip("ABCDEFGH", COLUMNS, strict=True):
        sheet.column_dimensions[column].width = _WIDTHS.get(name, 10)
    sheet.column_dimensions[_KEY].hidden = True
    sheet.freeze_panes = f"A{_FIRST}"
    bold = Font(bold=True)
    for row in sheet.iter_rows(min_row=1, max_row=_FIRST - 1):
        for cell in row:
            cell.font = bold
    for cell in (sheet["B2"], sheet["D2"]):
        cell.fill = PatternFill("solid", start_color="FFF2CC")
    for number in range(_FIRST, sheet.max_row + 1):
        for column in (_SOURCE, _TRANSLATION):
            right = rtl and column == _TRANSLATION
            sheet[f"{column}{number}"].alignment = Alignment(
                wrap_text=True, vertical="top", readingOrder=2 if right else 1
            )


def _read(path: Path) -> tuple[str, str, date, list[_Row]]:
    try:
        sheet = load_workbook(path, read_only=False)[_SHEET]
    except Exception as error:  # openpyxl raises whatever the zip or the XML raise
        raise ReviewFileError(f"{path} is no review sheet ({type(error).__name__})") from error
    language, by, on = (sheet[cell].value for cell in ("B1", "B2", "D2"))
    if not isinstance(by, str) or not by.strip() or on is None:
        raise ReviewFileError("write your name into B2 and the date into D2")
    try:
        day = date.fromisoformat(str(on)[:10])
    except ValueError as error:
        raise ReviewFileError("the date in D2 is not like 2027-01-05") from error
    return str(language), by.strip(), day, list(_rows(sheet.iter_rows(min_row=_FIRST)))


def _rows(rows: Iterable[Any]) -> Iterator[_Row]:
    for row in rows:
        values = [cell.value for cell in row]
        if values[0] and values[1] in PARTS:
            yield _Row(
                topic=str(values[0]),
                part=str(values[1]),
                translation=str(values[3] or "").replace("\r\n", "\n").strip(),
                ok=bool(str(values[4] or "").strip()),
                key=str(values[7] or ""),
            )
