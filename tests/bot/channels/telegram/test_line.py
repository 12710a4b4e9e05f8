"""Once each, in order by chat, whatever is repeated, reordered, cut or restarted; and a webhook
that only Telegram can use.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from rasa.shared.core.events import BotUttered
from sanic import Sanic
from sanic.touchup import TouchUp

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.post import MAX_UPDATE
from tests.bot.channels.telegram.conftest import Stage
from tests.kit.house import free_port
from tests.kit.telegram_person import Person


def texts(stage: Stage, person: Person) -> list[str]:
    return [call.data["text"] for call in stage.api.sent(person.chat)]


async def test_repeated_and_reordered_updates_are_answered_once_and_in_order(stage: Stage) -> None:
    person = stage.person()
    first = person.says("0")
    person.send(first)
    await stage.sent(person, 1)
    updates = [person.says(str(number)) for number in range(1, 8)]
    one, two, three, *rest = updates
    stage.api.push(two, three, first)
    await asyncio.sleep(0.05)
    stage.api.push(one, two)
    await asyncio.sleep(0.02)
    stage.api.push(*reversed(rest), *rest)
    await stage.until(lambda: len(texts(stage, person)) >= 8)
    await asyncio.sleep(0.2)
    assert texts(stage, person) == [f"heard: {number}" for number in range(8)]


async def test_a_number_that_never_comes_holds_the_others_up_for_a_moment_only(
    stage: Stage,
) -> None:
    person = stage.person()
    person.send(person.says("a"))
    await stage.sent(person, 1)
    person.says("never sent")
    person.send(person.says("b"))
    await stage.sent(person, 1)


async def test_chats_do_not_wait_for_one_another(stage: Stage) -> None:
    stage.rasa.pause = 0.3
    people = [stage.person() for _ in range(8)]
    stage.api.push(*(person.says("hello") for person in people))
    await stage.until(lambda: len(stage.api.sent()) == 8)
    assert stage.rasa.busiest == 8


async def test_what_was_received_but_not_answered_is_answered_after_a_restart(
    stage: Stage,
) -> None:
    person = stage.person()
    stage.rasa.pause = 60.0
    person.send(person.says("one"))
    person.send(person.says("two"))
    await stage.until(lambda: stage.api.waiting == 0 and stage.rasa.heard)
    for task in [*stage.post._tasks, *stage.post._line._workers]:  # type: ignore[union-attr]
        task.cancel()  # as if killed
    stage.rasa.pause = 0.0
    await stage.start()
    assert [c.data["text"] for c in await stage.sent(person, 2)] == ["heard: one", "heard: two"]


async def test_a_stored_answer_that_was_not_sent_is_sent_after_a_restart(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    person = stage.person()
    for _ in range(3):
        stage.api.refuse("sendMessage", 502, "Bad Gateway")
    person.send(person.says("hello"))
    await stage.until(lambda: "did not take" in caplog.text)
    assert texts(stage, person) == []
    await stage.stop()
    await stage.start()
    assert [c.data["text"] for c in await stage.sent(person, 1)] == ["heard: hello"]
    assert len(stage.rasa.heard) == 1


async def test_flood_control_is_honoured(stage: Stage) -> None:
    person = stage.person()
    stage.api.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    begin = asyncio.get_running_loop().time()
    person.send(person.says("hello"))
    await stage.sent(person, 1)
    assert asyncio.get_running_loop().time() - begin >= 1.0


async def test_what_telegram_cannot_read_as_html_is_said_without_tags(stage: Stage) -> None:
    person = stage.person()
    stage.api.refuse("sendMessage", 400, "Bad Request: can't parse entities")
    stage.rasa.say = lambda _: [BotUttered("**112**")]
    person.send(person.says("hello"))
    (call,) = await stage.sent(person, 1)
    assert (call.data["text"], call.data.get("parse_mode")) == ("112", None)


async def test_a_store_that_fails_is_told_and_nothing_is_confirmed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("database or disk is full"))

    person = stage.person()
    with monkeypatch.context() as patch:
        patch.setattr(stage.runtime.journal.inbox, "take", full)
        patch.setattr(stage.runtime.journal, "append", full)
        person.send(person.says("hello"))
        (call,) = await stage.sent(person, 1)
        assert "could not be saved" in call.data["text"]
        assert stage.api.waiting == 1
    assert [c.data["text"] for c in await stage.sent(person, 1)] == ["heard: hello"]


async def test_staff_see_what_became_of_their_words(stage: Stage) -> None:
    person = stage.person()
    person.send(person.says("hello"))
    await stage.sent(person, 1)
    conversation, journal = stage.conversation(person), stage.runtime.journal
    asked = {"event": "slot", "name": "hand_over", "value": "asked", "timestamp": 1.0}
    journal.append(conversation, [asked])
    journal.append(conversation, [line("r1")])
    await stage.post.deliveries.tell(conversation)  # type: ignore[union-attr]
    (call,) = await stage.sent(person, 1)
    assert call.data["text"] == "<b>👤 Amina · desk</b>\nCome on Monday"
    assert reports(stage)[-1] == ("r1", "delivered")
    stage.api.blocked.add(person.chat)
    journal.append(conversation, [line("r2")])
    await stage.post.deliveries.tell(conversation)  # type: ignore[union-attr]
    assert reports(stage)[-1] == ("r2", "failed")


async def test_a_wrong_token_is_one_clear_line_and_the_channel_stays_off(
    quiet_stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await quiet_stage.start(TELEGRAM_TOKEN="1234:WRONGwrong", TELEGRAM_RECEIVE="no")
    await quiet_stage.until(lambda: "Telegram is off" in caplog.text)
    lines = [
        r.getMessage() for r in caplog.records if r.levelno >= logging.INFO and "bot" in r.name
    ]
    assert len([line for line in lines if "Telegram" in line]) == 1
    assert not [line for line in lines if "WRONGwrong" in line]
    await quiet_stage.stop()


def line(id_: str) -> dict[str, Any]:
    sender = {"kind": "staff", "name": "Amina", "role": "desk"}
    return {
        "event": "bot", "text": "Come on Monday", "timestamp": 2.0, "data": {},
        "metadata": {"id": id_, "from": sender, "language": "en"},
    }  # fmt: skip


def reports(stage: Stage) -> list[tuple[str, str]]:
    rows = [row for row in stage.runtime.journal.feed() if row["kind"] == "delivery"]
    told = [(row["data"]["reply"], row["data"]["status"]) for row in rows]
    return [one for one in told if one[1] in ("delivered", "failed")]


@pytest.fixture
async def hook(
    quiet_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Stage, str, dict[str, str]]]:
    """The real route on a real server: (parts, address, Telegram's own header)."""
    rewrite = TouchUp.run

    def once(app: Sanic) -> None:
        # Sanic rewrites its own methods at a server's start, and fails where it has already.
        with suppress(KeyError):
            rewrite(app)

    monkeypatch.setattr(TouchUp, "run", once)
    settings = {**quiet_stage.settings, "TELEGRAM_RECEIVE": "webhook"}
    await quiet_stage.start(TELEGRAM_RECEIVE="webhook")
    channel = TelegramChannel(quiet_stage.runtime)
    await quiet_stage.stop()
    app = Sanic(f"hook{free_port()}", configure_logging=False)
    routes = channel.blueprint(quiet_stage.rasa.handle)
    app.blueprint(routes, url_prefix="/webhooks/telegram")
    port = free_port()
    server = await app.create_server(
        host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
    )
    assert server is not None
    await server.startup()
    await channel._start()
    await quiet_stage.until(lambda: quiet_stage.api.webhook)
    quiet_stage.post = channel._post
    path = quiet_stage.api.webhook["url"].removeprefix(settings["PUBLIC_URL"])
    secret = {"X-Telegram-Bot-Api-Secret-Token": quiet_stage.api.webhook["secret_token"]}
    yield quiet_stage, f"http://127.0.0.1:{port}{path}", secret
    await quiet_stage.stop()
    server.close()


Hook = tuple[Stage, str, dict[str, str]]


async def test_a_webhook_is_answered_at_once_and_the_person_behind_it(hook: Hook) -> None:
    stage, url, secret = hook
    stage.rasa.pause = 0.5
    person = stage.person()
    async with httpx.AsyncClient() as client:
        begin = asyncio.get_running_loop().time()
        update = person.says("hello")
        answer = await client.post(url, json=update, headers=secret)
        assert answer.status_code == 200
        assert asyncio.get_running_loop().time() - begin < 0.5
        assert (await client.post(url, json=update, headers=secret)).status_code == 200
    assert [c.data["text"] for c in await stage.sent(person, 1, quiet=0.7)] == ["heard: hello"]


async def test_forged_calls_of_the_webhook_change_nothing(hook: Hook) -> None:
    stage, url, secret = hook
    body = json.dumps(stage.person().says("forged")).encode()
    wrong = {"X-Telegram-Bot-Api-Secret-Token": "x" * 64}
    cases = [
        ({}, body, 403),
        (wrong, body, 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "é"}, body, 403),
        (wrong, b" " * (MAX_UPDATE * 8), 403),
        (secret, b" " * (MAX_UPDATE + 1), 413),
        (secret, b"not json", 400),
        (secret, b"[1, 2]", 400),
        (secret, b'{"update_id": "x"}', 400),
        (secret, b"\xff\xfe", 400),
        (secret, b'{"update_id": 5, "message": 7}', 200),
    ]
    for headers, content, status in cases:
        async with httpx.AsyncClient() as client:
            try:
                encoded = {name: value.encode() for name, value in headers.items()}
                answer = await client.post(url, content=content, headers=encoded)
                assert answer.status_code == status, (headers, content[:20])
            except httpx.TransportError:  # the server has closed the door before all was sent
                assert len(content) > MAX_UPDATE
    await asyncio.sleep(0.5)
    assert stage.rasa.heard == []
    assert stage.api.sent() == []


async def test_a_webhook_is_registered_only_when_something_changed(hook: Hook) -> None:
    stage, _, _ = hook
    await stage.stop()
    before = [c.method for c in stage.api.calls].count("setWebhook")
    await stage.start(TELEGRAM_RECEIVE="webhook")
    await asyncio.sleep(0.3)
    assert [c.method for c in stage.api.calls].count("setWebhook") == before
    await stage.stop()
    await stage.start(TELEGRAM_RECEIVE="webhook", PUBLIC_URL="https://other.example.org")
    await stage.until(lambda: "other" in stage.api.webhook["url"])
    await stage.stop()
    await stage.start(TELEGRAM_RECEIVE="poll")
    await stage.until(lambda: stage.api.webhook == {})
