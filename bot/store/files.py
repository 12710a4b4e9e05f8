"""Files that people send (photos and PDFs of letters), beside the conversation they belong to.

A file lives for an hour; once a person has been asked for help it lives as long as the case, and
goes with it. Knows no platform, no file type and no desk.
"""

import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import tables
from bot.store.seal import OPEN, Sealed

KEPT_SECONDS = 3600
MOST_WAITING = 10

_file, _conversation = tables.file, tables.conversation


class TooManyFilesError(Exception):
    """The conversation holds as many files as it may."""


@dataclass(frozen=True, kw_only=True)
class File:
    """One file: `kind` is "photo" or "document", `type` its media type by content."""

    id: str
    kind: str
    type: str
    body: bytes

    def about(self) -> dict[str, object]:
        """What stands in the message that carries the file: never the file itself."""
        return {"id": self.id, "kind": self.kind, "type": self.type, "size": len(self.body)}


class Files:
    """The table of files. Every method may raise `sqlalchemy.exc.SQLAlchemyError`."""

    def __init__(
        self,
        engine: sa.engine.Engine,
        *,
        sealed: Sealed = OPEN,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._sealed = sealed
        self._clock = clock

    def put(self, conversation: str, file: File) -> None:
        """Keeps a file; the same id again changes nothing. Raises `TooManyFilesError`."""
        mine = sa.select(_file.c.id).where(_file.c.conversation == conversation)
        with self._engine.begin() as connection:
            known = set(connection.scalars(mine))
            if file.id in known:
                return
            if len(known) >= MOST_WAITING:
                raise TooManyFilesError(conversation)
            connection.execute(
                sa.insert(_file).values(
                    conversation=conversation,
                    id=file.id,
                    kind=file.kind,
                    type=file.type,
                    time=self._clock(),
                    body=self._sealed.close(b64encode(file.body).decode(), conversation),
                )
            )

    def get(self, conversation: str, id_: str) -> File | None:
        """The file; None when there is none, or when it belongs to another conversation."""
        query = sa.select(_file).where(_file.c.conversation == conversation, _file.c.id == id_)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        body = b64decode(self._sealed.open_once(row.body, conversation))
        return File(id=row.id, kind=row.kind, type=row.type, body=body)

    def sweep(self) -> int:
        """Drops what nobody asked to be looked at within the hour. Returns how many went."""
        followed = sa.select(_conversation.c.conversation).where(_conversation.c.followed)
        old = _file.c.time < self._clock() - KEPT_SECONDS
        with self._engine.begin() as connection:
            gone = connection.execute(
                sa.delete(_file).where(old, _file.c.conversation.not_in(followed))
            )
        return int(gone.rowcount)


def drop(connection: sa.engine.Connection, conversation: str) -> None:
    """Drops a conversation's files in a transaction of the caller's."""
    connection.execute(sa.delete(_file).where(_file.c.conversation == conversation))
