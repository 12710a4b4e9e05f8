"""Hand-over over real processes: a desk that is down loses nothing, nobody reads another's chat."""

import asyncio
import re
import time
from typing import Any

import pytest
import requests

from tests.kit.chat import Chat
from tests.kit.house import House

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek"), pytest.mark.timeout(240)]


def run(work: Any) -> Any:
    return asyncio.run(work)


def cases(house: House) -> str:
    """The desk's queue as an administrator's browser gets it."""
    script = (
        "import django; django.setup()\n"
        "from desk.cases.models import Case\n"
        "print([(c.state, c.language, [m.text for m in c.messages.order_by('number')])"
        " for c in Case.objects.order_by('pk')])"
    )
    return house.do(
        "-c", f"import os; os.environ['DJANGO_SETTINGS_MODULE']='desk.settings'\n{script}"
    )


async def ask(chat: Chat, text: str, **more: Any) -> list[str]:
    receipt = await chat.say(text, **more)
    assert receipt["status"] == "stored"
    return [reply["text"] for reply in await chat.answers(quiet=0.5)]


def test_a_request_made_while_the_desk_is_down_becomes_a_case_when_it_is_back(
    house: House,
) -> None:
    house.stop("desk", "feed")
    before = cases(house).count("waiting")

    async def newcomer() -> None:
        chat = await Chat(house.bot).open()
        assert await ask(chat, "Я хочу поговорити з людиною")
        assert await ask(chat, "Скільки триває програма прийому?")
        await chat.close()

    run(newcomer())
    house.start("desk", "feed")
    until = time.monotonic() + 20
    while cases(house).count("waiting") == before and time.monotonic() < until:
        time.sleep(0.5)
    found = cases(house)
    assert found.count("waiting") == before + 1
    assert "Я хочу поговорити з людиною" in found
    assert "Скільки триває програма прийому?" in found


def test_what_was_said_is_there_again_after_a_killed_bot(house: House) -> None:
    async def talk() -> tuple[str, list[str]]:
        chat = await Chat(house.bot).open()
        texts = await ask(chat, "How much does the integration programme cost?", id="k1")
        await chat.close()
        assert chat.token
        return chat.token, texts

    async def come_back(token: str) -> tuple[list[Any], Any]:
        chat = await Chat(house.bot).open(token=token)
        await asyncio.sleep(1)
        again = [chat.events.get_nowait() for _ in range(chat.events.qsize())]
        repeat = await chat.say("How much does the integration programme cost?", id="k1")
        await chat.close()
        return again, repeat

    token, texts = run(talk())
    house.stop("bot", hard=True)
    house.start("bot")
    again, repeat = run(come_back(token))
    assert [d["text"] for name, d in again if name == "bot_uttered"] == texts
    assert [d["id"] for name, d in again if name == "user_echo"] == ["k1"]
    assert repeat["status"] == "repeat"


@pytest.mark.parametrize(
    "token", ["guess", "", "eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4In0.", 7, {"a": 1}, "x" * 5000]
)
def test_a_token_we_did_not_sign_opens_a_new_conversation(house: House, token: Any) -> None:
    async def talk() -> None:
        chat = await Chat(house.bot).open(token=token)
        assert chat.token not in (token, None)
        state = await chat.wait_for("session_state")
        assert state["last"] == 0
        chat.token = token
        receipt = await chat.say("hello")
        expected = "stored" if not token else "error"
        assert receipt["status"] == expected
        await chat.close()

    run(talk())


@pytest.mark.parametrize(
    "frame",
    [
        '42["user_uttered"]',
        '42["user_uttered",[1,2]]',
        '42["user_uttered",{"message":{"a":1}}]',
        '42["session_request","x"]',
        '42["nothing",{}]',
        "42{{{",
        "9",
        "45-x",
        "42" + "[" * 2000,
    ],
)
def test_a_malformed_frame_harms_nobody(house: House, frame: str) -> None:
    async def talk() -> None:
        bad = await Chat(house.bot).open()
        await bad._socket.send(frame)
        await asyncio.sleep(0.2)
        await bad.close()
        good = await Chat(house.bot).open()
        assert await ask(good, "Bonjour")
        await good.close()

    run(talk())


def test_the_bots_api_needs_the_desks_token(house: House) -> None:
    for method, path in (
        ("GET", "/webhooks/staff/feed"),
        ("POST", "/webhooks/staff/feed/ack"),
        ("GET", "/webhooks/staff/transcript/x"),
        ("GET", "/webhooks/staff/unanswered"),
        ("GET", "/conversations/x/tracker"),
        ("POST", "/conversations/x/tracker/events"),
        ("POST", "/model/parse"),
    ):
        answer = requests.request(method, f"{house.bot}{path}", json={}, timeout=10)
        assert answer.status_code in (401, 403), path
    assert (
        requests.post(f"{house.bot}/webhooks/rest/webhook", json={}, timeout=10).status_code == 404
    )


def test_no_word_of_the_person_and_no_secret_reaches_a_log(house: House) -> None:
    async def talk() -> None:
        chat = await Chat(house.bot).open()
        await ask(chat, "Zanzibarwort: my address is Rue Unbekannt 99")
        await ask(chat, "/restart Zanzibarwort")
        await ask(chat, "c.menu.Zanzibarwort")
        await chat.close()

    run(talk())
    secrets = re.findall(r"=(\S+)", (house.var / "secrets" / f"{house.city}.env").read_text())
    for name in ("bot", "actions", "desk", "feed"):
        log = house.log(name)
        assert "Zanzibarwort" not in log
        assert not [secret for secret in secrets if secret in log]
