"""The log of deeds: it only grows, in code and in the database; filter, CSV, who may read it."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from datetime import timedelta
from unittest import mock

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from desk.people import log
from desk.people.models import Deed, Role, Verb
from tests.desk.builders import logged_in, person
from tests.desk.conftest import SETTINGS
from tests.desk.serving import ROOT


def test_the_code_changes_no_line() -> None:
    log.note(person("ana"), Verb.READ, "case:1")
    deed = Deed.objects.get()
    for change in (
        deed.save,
        deed.delete,
        Deed.objects.all().delete,
        lambda: Deed.objects.update(what=""),
        lambda: Deed.objects.bulk_update([deed], ["what"]),
    ):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_deed SET what = 'case:2'",
        "UPDATE people_deed SET who_id = NULL",
        "DELETE FROM people_deed",
        "INSERT OR REPLACE INTO people_deed (id, at, verb, what) SELECT id, at, 'read', 'x' "
        "FROM people_deed",
    ],
)
def test_the_database_changes_no_line(sql: str) -> None:
    log.note(person("ana"), Verb.READ, "case:1")
    refused = pytest.raises(DatabaseError, match="only added to")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(sql)
    assert Deed.objects.get().what == "case:1"


def test_what_is_older_than_a_month_may_go_and_is_not_changed_either() -> None:
    then = timezone.now() - timedelta(days=31)
    with mock.patch("django.utils.timezone.now", return_value=then):
        log.note(None, Verb.READ, "case:1")
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            cursor.execute("UPDATE people_deed SET what = ''")
        cursor.execute("DELETE FROM people_deed")
    assert not Deed.objects.exists()


def lines() -> None:
    ana, ben = person("ana"), person("@ben")
    log.note(ana, Verb.READ, "case:1")
    log.note(ana, Verb.CLAIM, "case:12")
    log.note(ben, Verb.READ, "case:12")
    log.note(None, Verb.LOGIN_FAILED)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"what": "case:1"}, [("ana", "read", "case:1")]),
        ({"what": "case:12", "verb": "read"}, [("'@ben", "read", "case:12")]),
        ({"what": "case", "who": "ana"}, [("ana", "claim", "case:12"), ("ana", "read", "case:1")]),
        ({"who": "nobody"}, [("", "login_failed", "")]),
        ({"since": "2999-01-01"}, []),
        ({"what": "case", "until": "2001-01-01"}, []),
        (
            {"verb": "nonsense", "who": "x", "since": "x", "what": "case:1"},
            [("ana", "read", "case:1")],
        ),
    ],
)
def test_the_filter_and_the_file(chosen: dict[str, str], found: list[tuple[str, ...]]) -> None:
    ida = logged_in(person("ida", role=Role.ADMINISTRATOR))
    lines()
    people = {deed.who.username: deed.who_id for deed in Deed.objects.exclude(who=None) if deed.who}
    if chosen.get("who") in people:
        chosen = {**chosen, "who": str(people[chosen["who"]])}
    page = ida.get("/log/", chosen).content.decode()
    for what in ("case:12", "case:1<"):
        assert (f"<td>{what.rstrip('<')}</td>" in page) == any(
            row[2] == what.rstrip("<") for row in found
        )
    answer = ida.get("/log/deeds.csv", chosen)
    assert answer["Content-Disposition"] == 'attachment; filename="log.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0] == ["time", "colleague", "name", "verb", "what"]
    assert [tuple(row[2:]) for row in rows[1:]] == found


def test_reading_the_log_stands_in_the_log() -> None:
    ida = logged_in(person("ida", role=Role.ADMINISTRATOR))
    ida.get("/log/")
    ida.get("/log/deeds.csv")
    verbs = Deed.objects.filter(what="log").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [Verb.READ, Verb.EXPORT]


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_the_file_is_an_administrators(role: Role) -> None:
    assert logged_in(person("ana", role=role)).get("/log/deeds.csv").status_code == 403


@pytest.mark.slow
def test_postgresql_changes_no_line_either(postgres: str) -> None:
    environment = {**os.environ, **SETTINGS, "DESK_DATABASE_URL": postgres}
    command = [sys.executable, "-m", "desk", "migrate", "people", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute("INSERT INTO people_deed (at, verb, what) VALUES (now(), 'read', 'case:1')")
        for sql in (
            "UPDATE people_deed SET what = ''",
            "DELETE FROM people_deed",
            "TRUNCATE people_deed",
            "INSERT INTO people_deed SELECT * FROM people_deed "
            "ON CONFLICT (id) DO UPDATE SET what = ''",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="only added to"):
                server.execute(sql)  # type: ignore[call-overload]
        assert server.execute("SELECT what FROM people_deed").fetchall() == [("case:1",)]
        server.execute(
            "INSERT INTO people_deed (at, verb, what) "
            "VALUES (now() - interval '31 days', 'read', 'case:2')"
        )
        server.execute("DELETE FROM people_deed WHERE what = 'case:2'")
        assert server.execute("SELECT what FROM people_deed").fetchall() == [("case:1",)]
