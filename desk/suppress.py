"""Which cells of counts may be shown: none under 5, none that subtraction reveals. For all pages.

All tables of a period are held together, as they share their totals. Small cells go first; then, as
long as a hidden cell would follow from the shown ones, the smallest cell beside it goes too
(complementary suppression: L. Willenborg, T. de Waal, Elements of Statistical Disclosure Control,
2001, chapter 4). Knows no database and no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

LEAST = 5
TOTAL = "total"
Cell = tuple[str, str, str]  # kind, value, outcome; TOTAL for a sum
Line = tuple[Cell, ...]  # cells that add up to the last one


def published(counts: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Every cell and sum; None where hidden. What all kinds share is (TOTAL, TOTAL, outcome)."""
    cells, lines = _system(counts)
    hidden = {cell for cell, number in cells.items() if 0 < number < LEAST}
    while cell := _needed(cells, lines, hidden):
        hidden.add(cell)
    return {cell: None if cell in hidden else number for cell, number in cells.items()}


def _system(counts: Mapping[Cell, int]) -> tuple[dict[Cell, int], list[Line]]:
    cells: dict[Cell, int] = dict(counts)
    kinds = sorted({kind for kind, _value, _outcome in counts})
    outcomes = sorted({outcome for _kind, _value, outcome in counts})
    lines: list[Line] = []
    for kind in kinds:
        values = sorted({value for own, value, _outcome in counts if own == kind})
        for value in values:
            parts = [(kind, value, outcome) for outcome in outcomes]
            lines.append(_sum(cells, parts, (kind, value, TOTAL)))
        for outcome in (*outcomes, TOTAL):
            parts = [(kind, value, outcome) for value in values]
            lines.append(_sum(cells, parts, (TOTAL, TOTAL, outcome)))
    if kinds:
        parts = [(TOTAL, TOTAL, outcome) for outcome in outcomes]
        lines.append(_sum(cells, parts, (TOTAL, TOTAL, TOTAL)))
    lines += _pairs(cells)
    return cells, lines


def _sum(cells: dict[Cell, int], parts: list[Cell], total: Cell) -> Line:
    for part in parts:
        cells.setdefault(part, 0)
    cells[total] = sum(cells[part] for part in parts)
    return (*parts, total)


def _pairs(cells: Mapping[Cell, int]) -> Iterator[Line]:
    """`level_schedule` adds up to `level` and to `schedule`, cell by cell."""
    for kind in sorted({kind for kind, _value, _outcome in cells if "_" in kind}):
        names = kind.split("_")
        own = [cell for cell in cells if cell[0] == kind]
        if not all(any(cell[0] == name for cell in cells) for name in names):
            continue
        for place, name in enumerate(names):
            for single in [cell for cell in cells if cell[0] == name]:
                parts = [
                    cell
                    for cell in own
                    if cell[2] == single[2] and cell[1].split("|")[place] == single[1]
                ]
                if parts and sum(cells[part] for part in parts) == cells[single]:
                    yield (*parts, single)


def _needed(cells: Mapping[Cell, int], lines: list[Line], hidden: set[Cell]) -> Cell | None:
    """One more cell to hide, or None when nothing follows from what is shown."""
    for line in lines:
        own = [cell for cell in line if cell in hidden]
        parts = sum(cells[cell] for cell in own if cell != line[-1])
        told = own and (len(own) == 1 or parts < LEAST)
        if told and (more := _smallest(cells, line, hidden)):
            return more
    for cell in _determined(lines, hidden):
        for line in lines:
            if cell in line and (more := _smallest(cells, line, hidden)):
                return more
    return None


def _smallest(cells: Mapping[Cell, int], line: Line, hidden: set[Cell]) -> Cell | None:
    """The smallest cell of a line that still shows somebody; its sum only if nothing else does."""
    left = [cell for cell in line[:-1] if cell not in hidden and cells[cell]]
    if not left and line[-1] not in hidden and cells[line[-1]]:
        left = [line[-1]]
    return min(left, key=lambda cell: (cells[cell], cell), default=None)


def _determined(lines: list[Line], hidden: set[Cell]) -> list[Cell]:
    """The hidden cells that the equations leave no freedom: no part in any null vector."""
    order = sorted(hidden)
    at = {cell: place for place, cell in enumerate(order)}
    rows = []
    for line in lines:
        row = np.zeros(len(order))
        for cell in line[:-1]:
            if cell in at:
                row[at[cell]] = 1.0
        if line[-1] in at:
            row[at[line[-1]]] = -1.0
        if row.any():
            rows.append(row)
    if not rows:
        return []
    _left, sizes, right = np.linalg.svd(np.array(rows))
    rank = int((sizes > 1e-9).sum())
    free = np.abs(right[rank:]).sum(axis=0) if rank < len(order) else np.zeros(len(order))
    return [cell for cell in order if free[at[cell]] < 1e-9]
