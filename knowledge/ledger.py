"""The list of what was erased, outside databases and backups: a restore repeats it.

One line of JSON for each erasure, only ever added to: when, which conversation (a keyed
pseudonym), why. No word of anybody. Bot and desk write and read the same file.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """One line: `why` is "wish" (the person's or an administrator's) or "age"."""

    at: float
    conversation: str
    why: str


class Ledger:
    """The ledger at `path`; None keeps none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def add(self, conversations: Collection[str], why: str) -> None:
        """Writes lines and waits until they are on the disk; before the deletion itself, so that
        one that was begun is repeated rather than lost."""
        if self._path is None or not conversations:
            return
        now = time.time()
        lines = [asdict(Erasure(at=now, conversation=one, why=why)) for one in conversations]
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(
            os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a"
        ) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write("".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())

    def read(self, *, since: float = 0.0) -> Iterator[Erasure]:
        """The erasures from `since` on; a half-written last line is passed over."""
        if self._path is None or not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                try:
                    erasure = Erasure(**json.loads(line))
                except (ValueError, TypeError):
                    continue
                if erasure.at >= since:
                    yield erasure

    def trim(self, *, before: float) -> int:
        """Drops lines older than every backup; returns how many."""
        if self._path is None or not self._path.exists():
            return 0
        with self._path.open("r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            lines = list(file)
            kept = [line for line in lines if not _older(line, before)]
            if len(kept) < len(lines):
                file.seek(0)
                file.write("".join(kept))
                file.truncate()
                file.flush()
                os.fsync(file.fileno())
        return len(lines) - len(kept)


def _older(line: str, before: float) -> bool:
    try:
        return float(json.loads(line)["at"]) < before
    except (ValueError, TypeError, KeyError):
        return True
