"""Live pages over the real web server: events arrive, with numbers only, to whom they concern."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
import requests
from django.conf import settings

from desk.cases import feed
from desk.cases.models import Case
from tests.desk.bot_server import BotServer
from tests.desk.builders import logged_in, message, opened, person
from tests.desk.serving import start, stop

pytestmark = pytest.mark.slow


def cookies(name: str, **values: str) -> dict[str, str]:
    client = logged_in(person(name, **values))  # type: ignore[arg-type]
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def events(answer: requests.Response) -> Iterator[dict[str, int]]:
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_a_new_message_is_told(desk: str) -> None:
    case = opened()
    with requests.get(f"{desk}/live", cookies=cookies("ana"), stream=True, timeout=10) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        stream = events(answer)
        assert next(stream) == {str(case.pk): Case.objects.get().version}
        for number in range(11, 16):
            feed.take(message(number=number))
            assert next(stream) == {str(case.pk): Case.objects.get().version}


def test_another_office_hears_nothing(desk: str) -> None:
    opened("c1")
    Case.objects.update(office="via")
    with requests.get(
        f"{desk}/live", cookies=cookies("ben", office="elsewhere"), stream=True, timeout=10
    ) as answer:
        feed.take(message(number=11))
        opened("c2")
        Case.objects.filter(conversation="c2").update(office="elsewhere")
        feed.take(message("c2", number=11))
        assert list(next(events(answer))) == [str(Case.objects.get(conversation="c2").pk)]


def test_nobody_listens_without_a_log_in(desk: str) -> None:
    assert requests.get(f"{desk}/live", timeout=5).status_code == 403


def test_the_consumer_survives_being_killed_and_loses_nothing(bot: BotServer) -> None:
    for turn in range(12):
        name = f"c{turn}"
        bot.transcripts[name] = []
        bot.tell(name, "hand_over", reason="asked", language="fr", channel="website")
        for number in range(5):
            bot.tell(name, "message", id=f"{name}-{number}", author="newcomer", text=str(number))
        process = start("feed", 1, BOT_URL=bot.url)
        time.sleep(0.9 + turn * 0.07)
        process.kill()
        process.wait()
    process = start("feed", 1, BOT_URL=bot.url)
    for _ in range(100):
        if not bot.rows and len({name for name, _, _ in bot.events}) == 12:
            break
        time.sleep(0.2)
    time.sleep(0.5)
    stop(process)
    assert bot.rows == []
    for case in Case.objects.all():
        said = case.messages.filter(author="newcomer").order_by("number")
        assert list(said.values_list("text", flat=True)) == ["0", "1", "2", "3", "4"]
        assert len(bot.said(case.conversation or "")) == 1
    assert Case.objects.filter(state="waiting").count() == 12
