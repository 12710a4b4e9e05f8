"""The published states of a city: numbered folders with data and model, one of them current.

`var/<city>/published/0007/{data,model.tar.gz,state.json}` and the link `current`. Edits in data/
reach nobody before they are published; going back is turning the link. Knows no model and no bot.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEPT = 3
_CURRENT = "current"
_RECORD = "state.json"


class NothingEarlierError(Exception):
    """There is no earlier state to go back to."""


@dataclass(frozen=True, kw_only=True)
class State:
    """One published state."""

    path: Path

    @property
    def number(self) -> int:
        """Its number; a later state has a higher one."""
        return int(self.path.name)

    @property
    def data(self) -> Path:
        """Its copy of `data/`."""
        return self.path / "data"

    @property
    def model(self) -> Path:
        """Its trained model."""
        return self.path / "model.tar.gz"

    @property
    def record(self) -> Mapping[str, Any]:
        """What was written down when it was published."""
        read: dict[str, Any] = json.loads((self.path / _RECORD).read_text(encoding="utf-8"))
        return read


class Published:
    """The states below one folder."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def current(self) -> State | None:
        """The state that is served; None before the first was published."""
        link = self._home / _CURRENT
        return State(path=link.resolve()) if (link / "data").is_dir() else None

    def states(self) -> tuple[State, ...]:
        """All states that are kept, the oldest first."""
        folders = self._home.glob("[0-9]*") if self._home.is_dir() else ()
        return tuple(State(path=path.resolve()) for path in sorted(folders))

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """An empty folder to prepare a state in; gone afterwards unless it was kept."""
        self._home.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="stage-", dir=self._home))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, folder: Path, record: Mapping[str, Any]) -> State:
        """The prepared folder becomes the current state; old states go."""
        (folder / _RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
        number = max((state.number for state in self.states()), default=0) + 1
        path = self._home / f"{number:04d}"
        folder.chmod(0o755)
        folder.rename(path)
        self._turn_to(path)
        for state in self.states()[:-KEPT]:
            shutil.rmtree(state.path)
        return State(path=path.resolve())

    def back(self) -> State:
        """The state before the current one becomes current.

        Raises:
            NothingEarlierError: there is none.
        """
        current = self.current()
        earlier = [one for one in self.states() if current and one.number < current.number]
        if not earlier:
            raise NothingEarlierError
        self._turn_to(earlier[-1].path)
        return earlier[-1]

    def _turn_to(self, path: Path) -> None:
        draft = self._home / f".{_CURRENT}"
        draft.unlink(missing_ok=True)
        draft.symlink_to(path.name)
        os.replace(draft, self._home / _CURRENT)
