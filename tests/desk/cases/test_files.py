"""A file of a newcomer: its type is what its bytes are, nothing in it runs, offices apart."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from desk.cases import feed
from desk.cases.models import Case, FeedRecord, Message
from tests.desk.bot_server import BotServer
from tests.desk.builders import logged_in, message, opened, person

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGE = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.4\n" + b"x" * 300


def got(bot: BotServer, body: bytes, **about: Any) -> tuple[Case, Message]:
    case = opened()
    bot.files["f1"] = body
    told = {"id": "f1", "kind": "photo", "type": "image/jpeg", "size": len(body), **about}
    feed.take(message(number=20, text="📷", intent="send_file", file=told))
    return case, Message.objects.get(number=20)


def test_a_photo_is_shown_in_the_page_and_can_do_nothing(bot: BotServer) -> None:
    case, row = got(bot, PNG)
    client = logged_in(person("ana"))
    address = f"/cases/{case.code}/files/{row.pk}"
    assert f'<img src="{address}"' in client.get(f"/cases/{case.code}/").content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == PNG


def test_a_page_that_says_it_is_a_photo_is_not_shown(bot: BotServer) -> None:
    case, row = got(bot, PAGE)
    assert logged_in(person("ana")).get(f"/cases/{case.code}/files/{row.pk}").status_code == 404


def test_a_pdf_is_handed_over_never_opened_in_the_desk(bot: BotServer) -> None:
    case, row = got(bot, PDF, kind="document", type="application/pdf")
    answer = logged_in(person("ana")).get(f"/cases/{case.code}/files/{row.pk}")
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_gone_or_of_another_office_is_not_found(bot: BotServer) -> None:
    case, row = got(bot, PNG)
    address = f"/cases/{case.code}/files/{row.pk}"
    Case.objects.update(office="elsewhere")
    assert logged_in(person("ben", office="via")).get(address).status_code == 404
    bot.files.clear()
    assert logged_in(person("ana")).get(address).status_code == 404
    bot.status = 503
    assert logged_in(person("eve")).get(address).status_code == 502


@pytest.mark.parametrize("file", ["f1", {"kind": "photo"}, {"id": 7}, []])
def test_a_message_with_a_broken_file_is_set_aside(file: Any) -> None:
    opened()
    feed.take(message(number=20, file=file))
    assert FeedRecord.objects.get(number=20).cause == "file"
