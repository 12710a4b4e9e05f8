"""Knows how a database URL becomes an engine with the newest tables. Refuses to know the tables.

A database that does not answer costs one wait, not one a question (PostgreSQL 4 s).
SQLite: write-ahead log, every commit on disk before it counts, deleted words overwritten.
"""

import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2.extensions
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 4000",
)
# A database that is gone is asked again after so many seconds; until then every question fails at
# once: one wait for all chats of this process, instead of one for each question.
AWAY_SECONDS = 2.0
# How SQLite and PostgreSQL say that nothing more can be written.
FULL = ("is full", "No space left")
_PATIENCE = 4.0


def connect(url: str) -> sa.engine.Engine:
    """Opens the database at `url` and brings its tables up to date.

    Raises `sqlalchemy.exc.SQLAlchemyError` when the database cannot be reached or written.
    """
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = sa.create_engine(parsed, pool_pre_ping=True)
    else:
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # SQLAlchemy would open the file for each use: that costs as much as reading it.
        engine = sa.create_engine(
            parsed,
            connect_args={"check_same_thread": False},
            poolclass=sa.pool.QueuePool if _in_a_file(parsed) else None,
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
    _migrate(engine)
    if engine.dialect.driver == "psycopg2":
        psycopg2.extensions.set_wait_callback(_wait)
    _Away().watch(engine)
    return engine


class _Away:
    """Remembers for a moment that the database did not answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0

    def watch(self, engine: sa.engine.Engine) -> None:
        """Sees each failure of the engine, and refuses its next questions."""
        sa.event.listen(engine, "do_connect", self._connect)
        sa.event.listen(engine, "engine_connect", self._ask)
        sa.event.listen(engine, "handle_error", self._failed)

    def _connect(self, dialect: Any, _record: object, arguments: Any, named: Any) -> Any:
        self._refuse()
        try:
            return dialect.connect(*arguments, **named)
        except dialect.dbapi.OperationalError:
            self._until = self._clock() + AWAY_SECONDS
            raise

    def _ask(self, connection: sa.engine.Connection, branch: bool) -> None:
        self._refuse()

    def _failed(self, context: Any) -> None:
        full = any(sign in str(context.original_exception) for sign in FULL)
        # A full disk refuses at once and can still be read: nobody waits for it.
        if isinstance(context.sqlalchemy_exception, sa.exc.OperationalError) and not full:
            self._until = self._clock() + AWAY_SECONDS

    def _refuse(self) -> None:
        if self._clock() < self._until:
            raise sa.exc.OperationalError("", {}, Exception("the database was away just now"))


def _wait(connection: Any) -> None:
    """Waits for PostgreSQL, but not for ever: a line can be dead without saying so."""
    until = time.monotonic() + _PATIENCE
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        left = max(0.0, until - time.monotonic())
        reads = state == psycopg2.extensions.POLL_READ
        line = [connection.fileno()]
        if not any(select.select(line if reads else [], [] if reads else line, [], left)):
            raise psycopg2.OperationalError("no answer")


def _in_a_file(url: sa.engine.URL) -> bool:
    return bool(url.database) and url.database != ":memory:"


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins; sqlite3's own BEGIN would come late
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_immediate(connection: sa.engine.Connection) -> None:
    # A deferred transaction that reads and then writes can fail at once with "database is
    # locked"; one that takes the write lock first waits its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: sa.engine.Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # of many processes that start, one migrates
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(73519)"))
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
