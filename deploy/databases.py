"""Knows how a database is copied out and put back while others use it, SQLite or PostgreSQL.

Refuses to know what stands in it.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit


class CopyError(Exception):
    """A copy could not be made or put back; the message says what the database said."""


def is_sqlite(url: str) -> bool:
    """Whether the database is a file."""
    return url.startswith("sqlite")


def copy_out(url: str, target: Path) -> None:
    """A consistent copy of a running database. Raises `CopyError`."""
    if not is_sqlite(url):
        _run("pg_dump", "--format=custom", f"--file={target}", url=url)
        return
    source = _file(url)
    if not source.exists():
        raise CopyError(f"there is no database at {source}")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            found = new.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise CopyError(str(error)) from error
    if found != "ok":
        raise CopyError(f"{source}: {found}")


def put_back(url: str, source: Path) -> None:
    """Replaces the database by a copy, whole or not at all. Raises `CopyError`."""
    if not is_sqlite(url):
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            "--exit-on-error",
            "--dbname=",
            str(source),
            url=url,
        )
        return
    target = _file(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".restoring")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(fresh)) as new:
        old.backup(new)
    for rest in ("-wal", "-shm"):
        Path(f"{target}{rest}").unlink(missing_ok=True)
    fresh.replace(target)


def _file(url: str) -> Path:
    return Path(unquote(urlsplit(url).path[1:]))


def _run(program: str, *arguments: str, url: str) -> None:
    """PostgreSQL's own program; the password travels in the environment, not in the arguments."""
    parts = urlsplit(url)
    known = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path[1:]),
    }
    environment = {**os.environ, **{name: value for name, value in known.items() if value}}
    filled = [a + known["PGDATABASE"] if a == "--dbname=" else a for a in arguments]
    try:
        subprocess.run(
            [program, *filled], env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise CopyError(f"{program} is missing (Debian: apt install postgresql-client)") from error
    except subprocess.CalledProcessError as error:
        raise CopyError(f"{program}: {error.stderr.strip()}") from error
