"""A session ends by itself: after a while without a sign of somebody, and in any case some day."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractContextManager
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.test import AsyncClient
from django.utils import timezone

from desk.cases import presence
from desk.people.models import Deed, User, Verb
from tests.desk.builders import logged_in, opened, person

MINUTE = 60


def at(seconds: float) -> AbstractContextManager[object]:
    """So much later, for whoever asks the time of a session."""
    later = time.time() + seconds
    return mock.patch("desk.people.middleware.time.time", return_value=later)


def test_half_an_hour_without_a_sign_logs_out_and_says_so() -> None:
    ana = person("ana")
    client = logged_in(ana)
    presence.come(ana, at=timezone.now())
    client.get("/")
    with at(29 * MINUTE):
        assert client.get("/answers/").status_code == 200
    with at(58 * MINUTE):
        assert client.get("/").status_code == 200
    with at(89 * MINUTE):
        assert client.get("/")["Location"] == "/login/?next=/"
        assert "You were logged out" in client.get("/login/").content.decode()
    assert User.objects.get().duty_until is None
    assert Deed.objects.filter(verb=Verb.LOGOUT).count() == 1


def test_a_stream_does_not_outlive_the_session() -> None:
    """Through the asynchronous door, by which streams come in."""
    ana = person("ana")
    client = AsyncClient()
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")

    async def ask() -> int:
        return (await client.get("/live")).status_code

    assert asyncio.run(ask()) == 200
    with at(31 * MINUTE):
        assert asyncio.run(ask()) == 403
    assert not Session.objects.exists()


@pytest.mark.parametrize("asked", ["live", "changes", "rows", "waiting", "look"])
def test_what_a_page_asks_by_itself_is_no_sign(asked: str) -> None:
    case = opened()
    client = logged_in(person("ana"))
    client.get("/")
    with at(20 * MINUTE):
        if asked == "look":
            client.post(f"/cases/{case.code}/look")
        else:
            client.get(
                {
                    "live": "/live",
                    "changes": f"/cases/{case.code}/changes",
                    "rows": "/queue/rows",
                    "waiting": "/queue/waiting",
                }[asked]
            )
    with at(31 * MINUTE):
        assert client.get("/").status_code == 302


@pytest.mark.parametrize("deed", ["/duty/sign", "/cases/{}/typing"])
def test_who_moves_or_types_stays_in(deed: str) -> None:
    case = opened()
    client = logged_in(person("ana"))
    client.get("/")
    with at(20 * MINUTE):
        client.post(deed.format(case.code))
    with at(45 * MINUTE):
        assert client.get("/").status_code == 200


def test_ten_hours_are_the_end_whatever_one_does() -> None:
    client = logged_in(person("ana"))
    client.get("/")
    for step in range(1, 30):
        with at(step * 20 * MINUTE):
            assert client.get("/").status_code == 200
    with at(10 * 60 * MINUTE + 1):
        assert client.get("/").status_code == 302
