"""Mails about waiting cases: no word of anybody, throttled, again until they have gone out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from desk.cases import alarm, feed
from desk.cases.models import Case
from tests.desk.builders import message, opened


@pytest.fixture(autouse=True)
def _duty_address() -> Iterator[None]:
    mail.outbox = []
    with override_settings(ALARM_TO="duty@town.example"):
        yield


def test_a_new_case_is_told_once_without_a_word_of_the_newcomers() -> None:
    case = opened(language="ar")
    feed.take(message(text="ZEBRAWORT 0470 12 34 56"))
    now = timezone.now()
    Case.objects.update(waiting_since=now - timedelta(minutes=3))
    assert alarm.ring(at=now) == 1
    assert alarm.ring(at=now + settings.ALARM_EVERY + timedelta(seconds=1)) == 0
    (sent,) = mail.outbox
    assert sent.to == ["duty@town.example"]
    assert "arabe" in sent.body
    assert "3 min" in sent.body
    assert f"/cases/{case.code}/" in sent.body
    assert "ZEBRAWORT" not in sent.subject + sent.body
    assert "0470" not in sent.body


def test_one_that_waits_too_long_is_told_again() -> None:
    opened()
    now = timezone.now()
    Case.objects.update(waiting_since=now)
    alarm.ring(at=now)
    later = now + settings.ALARM_AFTER + timedelta(minutes=1)
    assert alarm.ring(at=later) == 1
    assert alarm.ring(at=later + settings.ALARM_EVERY * 2) == 0


def test_mails_are_throttled_but_not_for_an_emergency() -> None:
    opened("a")
    now = timezone.now()
    Case.objects.update(waiting_since=now)
    alarm.ring(at=now)
    opened("b")
    Case.objects.update(waiting_since=now)
    assert alarm.ring(at=now + timedelta(seconds=30)) == 0
    feed.take(message("b", 11, intent="emergency"))
    assert alarm.ring(at=now + timedelta(seconds=31)) == 1
    assert mail.outbox[-1].subject.startswith("Urgence")
    opened("c")
    assert alarm.ring(at=now + settings.ALARM_EVERY * 2) >= 1


def test_a_mail_that_did_not_go_out_is_tried_again() -> None:
    opened()
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
        assert alarm.ring(at=timezone.now()) == 0
    assert alarm.ring(at=timezone.now()) == 1


def test_without_an_address_nothing_is_sent() -> None:
    opened()
    with override_settings(ALARM_TO=""):
        assert alarm.ring(at=timezone.now()) == 0
    assert mail.outbox == []


@pytest.mark.parametrize(("status", "told"), [(200, 1), (403, 0)])
def test_the_group_of_staff_gets_the_same_lines(status: int, told: int) -> None:
    got: list[tuple[str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, json.loads(body)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    case = opened()
    with override_settings(
        ALARM_TO="",
        ALARM_TELEGRAM_CHAT="-100",
        TELEGRAM_TOKEN="7:t",
        TELEGRAM_API=f"http://127.0.0.1:{server.server_port}",
    ):
        assert alarm.ring(at=timezone.now()) == told
    server.shutdown()
    (path, body), *_more = got
    assert path == "/bot7:t/sendMessage"
    assert body["chat_id"] == "-100"
    assert case.code in body["text"]
