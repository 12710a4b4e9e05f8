"""Lines of log: plain for a person, JSON for a machine, each with what it is about.

`talk` follows one conversation through all four processes: a short digest of its id, which opens
nothing and leads to nobody without the database. Exceptions give their type and place, never
their own words, which may quote a person.
"""

import hashlib
import json
import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path

_talk: ContextVar[str] = ContextVar("talk", default="")


def talk_of(conversation: str) -> str:
    """The short digest of a conversation's id."""
    return hashlib.sha256(conversation.encode()).hexdigest()[:12]


def current() -> str:
    """What the lines are about now; empty: no conversation."""
    return _talk.get()


@contextmanager
def about(talk: str) -> Iterator[None]:
    """All lines inside the `with`, and in the tasks it starts, carry `talk`."""
    token = _talk.set(talk)
    try:
        yield
    finally:
        _talk.reset(token)


def enter(talk: str) -> None:
    """From here on this task's lines carry `talk`; for servers whose handlers have no end."""
    _talk.set(talk)


class Plain(logging.Formatter):
    """One line for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        parts = [self.formatTime(record), record.levelname, record.name, record.getMessage()]
        parts += [f"{name}={value}" for name, value in _fields(record).items()]
        return " ".join([*parts, *_error(record)])


class Structured(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        time = datetime.fromtimestamp(record.created, tz=timezone.utc)
        line = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": self._process,
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if error := _error(record):
            line["error"] = error[0]
        return json.dumps(line, ensure_ascii=False, default=str)


def formatter(process: str, form: str) -> logging.Formatter:
    """The formatter of a process; `form` is `json` or anything else for plain lines."""
    return Structured(process) if form == "json" else Plain()


def set_up(process: str, *, level: str, form: str) -> None:
    """All lines of the process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(process, form))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What `extra={"fields": {...}}` gave, and the conversation."""
    given = getattr(record, "fields", None)
    fields = dict(given) if isinstance(given, Mapping) else {}
    if talk := _talk.get():
        fields["talk"] = talk
    return fields


def _error(record: logging.LogRecord) -> list[str]:
    if not record.exc_info or record.exc_info[0] is None:
        return []
    frames = traceback.extract_tb(record.exc_info[2])[-4:]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return [f"{record.exc_info[0].__name__} at {places}"]
