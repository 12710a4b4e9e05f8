"""Columns of a chart as numbers for the page to draw as SVG. The table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.reports.figures import Table, Wait

# Units of the drawing: a column with its gap, and the height of the highest one.
STEP, WIDTH, HEIGHT, FOOT = 28, 20, 120, 18


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: left edge, top and height, the number over it, the word under it."""

    x: int
    y: int
    height: int
    middle: int
    number: str
    word: str
    light: int = 0  # the height of a lighter column behind it (the 90th percentile)
    light_y: int = 0


@dataclass(frozen=True, kw_only=True)
class Chart:
    """The columns and the size of the drawing."""

    columns: tuple[Column, ...]
    width: int
    height: int
    foot: int
    column: int = WIDTH


def hours(table: Table) -> Chart:
    """Cases by hour of the day, from the first hour with a case to the last."""
    counted = {int(row.value): row.cases for row in table.rows}
    span = range(min(counted), max(counted) + 1) if counted else range(0)
    return _chart([(f"{hour:02d}", counted.get(hour, 0), None) for hour in span])


def waits(rows: Sequence[tuple[str, Wait]]) -> Chart:
    """The median with the 90th percentile behind it."""
    return _chart([(word, wait.median, wait.p90) for word, wait in rows])


def _chart(rows: Sequence[tuple[str, int | None, int | None]]) -> Chart:
    most = max((max(one or 0, behind or 0) for _, one, behind in rows), default=0) or 1
    top = FOOT  # room for the number over the highest column
    columns = []
    for place, (word, number, behind) in enumerate(rows):
        height = round((number or 0) / most * HEIGHT)
        light = round((behind or 0) / most * HEIGHT)
        shown = "•" if number is None else str(number or "")
        columns.append(
            Column(
                x=place * STEP + (STEP - WIDTH) // 2,
                y=top + HEIGHT - height,
                height=height,
                middle=place * STEP + STEP // 2,
                number=shown,
                word=word,
                light=light,
                light_y=top + HEIGHT - light,
            )
        )
    return Chart(
        columns=tuple(columns),
        width=max(len(rows), 1) * STEP,
        height=top + HEIGHT + FOOT,
        foot=top + HEIGHT + FOOT - 4,
    )
