"""Where danger was told: replay and download only for the PIN, staff's words behind a button."""

import asyncio
import re
from typing import Any

import jwt
import pytest
import requests
from playwright.sync_api import Browser, expect

import run
from bot.channels.identity import Sessions
from tests.kit.chat import Chat
from tests.kit.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CRY = "help, my husband is beating me right now"
SECRET = "Monday at nine, the door behind the house"


def as_colleague(house: House, token: str, text: str) -> None:
    """What the desk posts when a colleague writes."""
    secrets = run.read_env(house.var / "secrets" / f"{house.city}.env")
    session = Sessions(secrets["SESSION_KEY"].encode()).read(token)
    assert session is not None
    signed = jwt.encode({"user": {"username": "desk", "role": "admin"}}, secrets["BOT_API_SECRET"])
    sender = {"kind": "staff", "name": "Amina", "role": "VIA"}
    event = {"event": "bot", "text": text, "metadata": {"id": "r1", "from": sender}}
    answer = requests.post(
        f"{house.bot}/conversations/{session.conversation}/tracker/events",
        params={"output_channel": "website", "execute_side_effects": "true"},
        json=[event],
        headers={"Authorization": f"Bearer {signed}"},
        timeout=10,
    )
    assert answer.status_code == 200


async def pin(chat: Chat, digits: str, *, choose: bool = False) -> str:
    """The server's word about a PIN."""
    number = next(chat._numbers)
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    chat._acknowledged[number] = future
    asked = f'42{number}["pin",{{"pin":"{digits}","choose":{str(choose).lower()}}}]'
    await chat._socket.send(asked)
    return str((await asyncio.wait_for(future, 20))["status"])


async def seen(chat: Chat) -> str:
    """All that a page has been told so far."""
    await asyncio.sleep(1)
    return str([chat.events.get_nowait() for _ in range(chat.events.qsize())])


def test_replay_and_download_want_the_pin(house: House) -> None:
    async def talk() -> None:
        chat = await Chat(house.bot).open(language="en")
        state = await chat.wait_for("session_state")
        await chat.say(CRY)
        passed = await chat.wait_for("session_pass")
        assert await pin(chat, "4711", choose=True) == "set"
        # The same page on a bad line: it shows its pass, and loses nothing.
        again = await Chat(house.bot).open(token=chat.token, after=0, **{"pass": passed})
        assert "husband" in await seen(again)
        # Somebody else with the phone.
        other = await Chat(house.bot).open(token=chat.token, after=0)
        told = await seen(other)
        assert "husband" not in told
        assert "'locked': True" in told
        assert await pin(other, "1111", choose=True) == "late"
        assert await pin(other, "0000") == "wrong"
        await other.say(state["choices"]["show_my_data"])
        (mine,) = await other.answers(quiet=1)
        link = re.search(r"http\S+/my-data/\S+\.html", mine["text"])
        assert link
        for form in ("html", "json"):
            page = link[0].replace(".html", f".{form}")
            asked = await asyncio.to_thread(requests.get, page, timeout=10)
            assert asked.status_code == 403
            assert "husband" not in asked.text
            wrong = await asyncio.to_thread(requests.post, page, {"pin": "1234"}, timeout=10)
            assert wrong.status_code == 403
            right = await asyncio.to_thread(requests.post, page, {"pin": "4711"}, timeout=10)
            assert right.status_code == 200
            assert "husband" in right.text
            assert right.headers["Cache-Control"] == "no-store"
        assert await pin(other, "4711") == "open"
        assert "husband" in await seen(other)
        for one in (chat, again, other):
            await one.close()

    asyncio.run(talk())


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not-stored"])
def test_a_colleagues_words_wait_behind_a_button(house: House, stored: bool) -> None:
    async def talk() -> None:
        chat = await Chat(house.bot).open(language="en", stored=stored)
        await chat.say(CRY)
        await chat.answers()
        await asyncio.to_thread(as_colleague, house, str(chat.token), SECRET)
        (shown,) = await chat.answers(quiet=1)
        assert SECRET not in str(shown)
        assert "Amina" not in str(shown)
        (tap,) = shown["quick_replies"]
        assert (await chat.say(tap["payload"], title=tap["title"]))["status"] == "stored"
        (opened,) = await chat.answers(quiet=1)
        assert opened["text"] == SECRET
        assert opened["from"]["name"] == "Amina"
        await chat.close()

    asyncio.run(talk())


@pytest.mark.parametrize(("locale", "text"), [("ar", "زوجي يضربني"), ("fr", "mon mari me frappe")])
def test_the_widget_chooses_hides_and_asks(
    house: House, browser: Browser, locale: str, text: str, tmp_path: Any
) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{house.bot}/")
    page.locator(".languages .item").first.click()
    page.locator(".view .item.main").click()
    page.locator("textarea").fill(text)
    page.keyboard.press("Enter")
    page.locator(".calls").first.wait_for()
    page.locator(".choice").filter(has_text="PIN" if locale == "fr" else "رمز").click()
    page.locator("input.pin").fill("4711")
    page.screenshot(path=tmp_path / f"choose-{locale}.png")
    page.locator(".view .item.main").click()
    expect(page.locator(".item.still")).to_be_hidden()
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert text not in kept
    assert "4711" not in kept
    page.reload()
    page.locator("[data-id=locked] .choice").wait_for()
    assert text not in page.content()
    expect(page.locator(".mine")).to_have_count(0)
    page.screenshot(path=tmp_path / f"locked-{locale}.png")
    page.locator("[data-id=locked] .choice").click()
    page.locator("input.pin").fill("0000")
    page.locator(".view .item.main").click()
    page.wait_for_function(
        "() => document.querySelector('newcomer-chat').shadowRoot"
        ".querySelector('.view [role=status]').textContent"
    )
    page.locator("input.pin").fill("4711")
    page.keyboard.press("Enter")
    expect(page.locator(".mine").first).to_contain_text(text)
    expect(page.locator("[data-id=locked]")).to_have_count(0)
    page.screenshot(path=tmp_path / f"opened-{locale}.png")
    context.close()
