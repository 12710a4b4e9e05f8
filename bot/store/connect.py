"""Knows how a database URL becomes an engine with the newest tables. Refuses to know the tables.

SQLite: write-ahead log, every commit on disk before it counts, deleted words overwritten.
"""

from pathlib import Path
from typing import Any

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
    return engine


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
