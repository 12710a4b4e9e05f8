"""Django for the tests of the desk: settings of their own, a temporary SQLite, empty tables."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import django
import pytest

VAR = Path(tempfile.mkdtemp(prefix="desk-tests-"))
SETTINGS = {
    "CITY": "schaerbeek",
    "VAR_DIR": str(VAR),
    "DESK_SECRET_KEY": "a key of the tests, long enough to be one",
    "BOT_API_SECRET": "a secret of the tests that is long enough for HS256",
    "SEAL_KEYS": "a key of the tests for sealing words and long enough",
    "DESK_DATABASE_URL": "",
    "DESK_URL": "",
    "DESK_PORT": "8000",
    "BOT_URL": "http://127.0.0.1:9",
    # A reply goes out at once; the tests of undoing set it themselves.
    "UNDO_SECONDS": "0",
    "LOG_LEVEL": "WARNING",
}


def _start_django() -> None:
    """Reads the settings once under these variables, which then go: other rooms have their own."""
    from desk.catalogs import compile_catalogs

    with mock.patch.dict(os.environ, SETTINGS):
        os.environ["DJANGO_SETTINGS_MODULE"] = "desk.settings"
        compile_catalogs()
        django.setup()
        from django.conf import settings

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "desk.settings"
    from django.db.backends.signals import connection_created
    from django.test.utils import setup_test_environment

    setup_test_environment()
    # What a test wrote may be lost with the machine: waiting for the disk is most of their time.
    connection_created.connect(_do_not_wait_for_the_disk)


def _do_not_wait_for_the_disk(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")


_start_django()


@pytest.fixture(scope="session", autouse=True)
def _tables() -> None:
    from django.core.management import call_command
    from django.db import connection

    (VAR / SETTINGS["CITY"]).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    connection.close()


@pytest.fixture(autouse=True)
def _empty_tables(_tables: None) -> Iterator[None]:
    yield
    from django.apps import apps
    from django.db import connection, transaction
    from django.utils import translation

    translation.deactivate()
    kept = {"django_migrations", "django_content_type", "auth_permission"}
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # The log of deeds refuses to be emptied: its triggers go aside, and come back as they were.
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table not in kept:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.fixture
def desk() -> Iterator[str]:
    """The desk's web server as its own process."""
    from tests.desk.serving import served

    with served() as url:
        yield url


@pytest.fixture
def bot() -> Iterator[object]:
    """The bot's side of the contract on a loopback port."""
    from django.conf import settings

    from tests.desk.bot_server import BotServer, running

    with running(BotServer()) as server, mock.patch.object(settings, "BOT_URL", server.url):
        yield server
