"""Recognised danger is answered with the numbers to call first, whatever else does not work.

Each part is switched off in turn, as it fails in reality: processes are stopped, the disk takes no
byte more, databases refuse, fall silent or are locked; only the bot itself has to be there.
"""

import asyncio
import resource
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests

import run
from bot.channels.identity import Sessions
from tests.kit import services
from tests.kit.bot_api import TOKEN, BotApi, telegram
from tests.kit.chat import Chat
from tests.kit.house import House
from tests.kit.line import Line
from tests.kit.telegram_person import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CRY = "help, my husband is beating me right now"
SOON = 12.0  # seconds; with a database that does not answer each wait of ours is in it
Work = Callable[[Chat], Awaitable[None]]


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with telegram() as server:
        yield server


@pytest.fixture(scope="module")
def house(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Four processes with SQLite, website and Telegram."""
    opened = House(var=tmp_path_factory.mktemp("danger"))
    opened.settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api.url}
    try:
        yield opened.prepare().start()
    finally:
        opened.stop()


@pytest.fixture(scope="module")
def lines() -> Iterator[dict[str, Line]]:
    """Lines to PostgreSQL and Redis that can fail."""
    services.redis_url()
    made = {
        "postgres": Line(urlsplit(services.POSTGRES).port or 5432),
        "redis": Line(urlsplit(services.REDIS).port or 6379),
    }
    yield made
    for line in made.values():
        line.stop()


@pytest.fixture(scope="module")
def bot(lines: dict[str, Line], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One bot over PostgreSQL and Redis, with limits."""
    with services.database() as url:
        parts = urlsplit(url)
        store = parts._replace(netloc=f"{parts.username}@127.0.0.1:{lines['postgres'].port}")
        redis = urlsplit(services.REDIS)._replace(netloc=f"127.0.0.1:{lines['redis'].port}")
        opened = House(var=tmp_path_factory.mktemp("lonely"))
        opened.settings = {
            "BOT_DATABASE_URL": store.geturl(),
            "REDIS_URL": redis.geturl(),
            "LIMIT_PERSON": "8",
        }
        opened.prepare(desk=False)
        try:
            yield opened.start("bot")
        finally:
            opened.stop()


def numbers_first(said: list[dict[str, Any]]) -> None:
    """The first thing said is the emergency text, with both numbers in its first lines."""
    assert said, "silence"
    calls = said[0]["metadata"]["emergency"]["calls"]
    assert [call["number"] for call in calls][:2] == ["112", "101"]
    head = said[0]["text"][:200]
    assert "112" in head
    assert "101" in head


def cry(house: House, before: Work | None = None, **session: Any) -> dict[str, Any]:
    """Opens a page, does what comes before, cries for help; returns the acknowledgement."""

    async def talk() -> dict[str, Any]:
        chat = await Chat(house.bot).open(language="en", **session)
        if before:
            await before(chat)
        await chat.answers()
        receipt: dict[str, Any] = await chat.say(CRY, wait=SOON)
        numbers_first(await chat.answers(quiet=0.5))
        await chat.close()
        return receipt

    return asyncio.run(talk())


@contextmanager
def full_disk(house: House) -> Iterator[None]:
    """No file of the bot can grow: not its database, not its log."""
    pid = house.processes["bot"].pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
        time.sleep(2.5)  # the store is asked again after two seconds


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds the database."""
    other = sqlite3.connect(house.var / house.city / "bot.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()
        time.sleep(2.5)


def test_everything_runs(house: House) -> None:
    assert cry(house)["status"] == "stored"


@pytest.mark.parametrize("names", [("actions",), ("desk", "feed"), ("actions", "desk", "feed")])
def test_other_processes_are_stopped(house: House, names: tuple[str, ...]) -> None:
    house.stop(*names)
    try:
        assert cry(house)["status"] == "stored"
    finally:
        house.start(*names)


@pytest.mark.parametrize("fails", [full_disk, locked])
def test_the_database_takes_nothing(house: House, fails: Any) -> None:
    async def talk() -> list[Any]:
        chat = await Chat(house.bot).open(language="en")
        await chat.say("Good morning")
        await chat.answers()
        with fails(house):
            receipts = [await chat.say(CRY, wait=SOON)]
            numbers_first(await chat.answers(quiet=0.5))
            fresh = await Chat(house.bot).open(language="en")
            receipts.append(await fresh.say(CRY, wait=SOON))
            numbers_first(await fresh.answers(quiet=0.5))
        again = await chat.say("Good morning", wait=SOON)
        assert again["status"] == "stored"
        await chat.close()
        await fresh.close()
        return receipts

    assert [receipt["status"] for receipt in asyncio.run(talk())] == ["error", "error"]


@pytest.mark.parametrize("fails", [full_disk, locked])
def test_the_database_takes_nothing_and_somebody_writes_on_telegram(
    house: House, api: BotApi, fails: Any
) -> None:
    person = Person(api=api, chat=731_000_400 + len(fails.__name__), language="en")
    with fails(house):
        said = person.ask(CRY, wait=40)
        assert said, "silence"
        assert "112" in said[0][:200]
        assert "101" in said[0][:200]


def test_a_question_of_the_course_search_is_open(house: House) -> None:
    async def search(chat: Chat) -> None:
        await chat.say("I am looking for a French course")
        asked = await chat.answers(quiet=1.0)
        assert any("skip_wish" in str(reply["quick_replies"]) for reply in asked)

    assert cry(house, search)["status"] == "stored"


def test_a_colleague_leads(house: House) -> None:
    async def lead(chat: Chat) -> None:
        await chat.say("Good morning")
        await asyncio.to_thread(leads, house, str(chat.token))
        await chat.answers()
        await chat.say("Are you there?")
        assert await chat.answers(quiet=1.0) == []

    assert cry(house, lead)["status"] == "stored"


def leads(house: House, token: str) -> None:
    """What the desk posts when a colleague takes a conversation."""
    secrets = run.read_env(house.var / "secrets" / f"{house.city}.env")
    session = Sessions(secrets["SESSION_KEY"].encode()).read(token)
    assert session is not None
    staff = {"user": {"username": "desk", "role": "admin"}}
    signed = jwt.encode(staff, secrets["BOT_API_SECRET"])
    events = [{"event": "slot", "name": "led", "value": True}]
    answer = requests.post(
        f"{house.bot}/conversations/{session.conversation}/tracker/events",
        json=[*events, {"event": "action", "name": "action_listen"}],
        headers={"Authorization": f"Bearer {signed}"},
        timeout=10,
    )
    assert answer.status_code == 200


def test_nothing_is_to_be_stored(house: House, bot: House) -> None:
    for one in (house, bot):
        assert cry(one, stored=False)["status"] == "stored"


@pytest.mark.parametrize("service", ["postgres", "redis"])
@pytest.mark.parametrize("way", ["refuses", "is silent"])
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not-stored"])
def test_a_service_is_away(
    bot: House, lines: dict[str, Line], service: str, way: str, stored: bool
) -> None:
    line = lines[service]

    async def talk() -> None:
        chat = await Chat(bot.bot).open(language="en", stored=stored)
        await chat.say("Good morning")
        await chat.answers()
        if way == "refuses":
            line.cut(60.0)
        else:
            line.freeze()
        try:
            for page in (chat, await Chat(bot.bot).open(language="en", stored=stored)):
                await page.answers()
                await page.say(CRY, wait=SOON)
                numbers_first(await page.answers(quiet=0.5))
        finally:
            line.thaw()
            line.cut()
            await asyncio.sleep(3)
        assert (await chat.say("Good morning", wait=SOON))["status"] == "stored"
        await chat.close()

    asyncio.run(talk())


def test_the_limits_are_reached(bot: House) -> None:
    async def talk() -> None:
        chat = await Chat(bot.bot).open(language="ar")
        refused: dict[str, Any] = {}
        while refused.get("error") != "rate":
            refused = await chat.say("صباح الخير")
        assert "112" in refused["text"].splitlines()[0]
        await chat.answers()
        for _ in range(3):
            assert (await chat.say("زوجي يضربني"))["status"] == "stored"
            numbers_first(await chat.answers(quiet=0.5))
        for _ in range(20):  # not without end: then the refusal itself begins with the numbers
            refused = await chat.say("زوجي يضربني")
        assert "112" in refused["text"].splitlines()[0]
        await chat.close()

    asyncio.run(talk())


def test_it_stands_in_a_very_long_message(house: House) -> None:
    async def talk() -> None:
        chat = await Chat(house.bot).open(language="en")
        for text in (f"{CRY}. {'and so on ' * 900}", f"{'so it began ' * 700} {CRY}"):
            await chat.say(text, wait=SOON)
            numbers_first(await chat.answers(quiet=0.5))
        await chat.close()

    asyncio.run(talk())


def test_the_bot_says_nothing_of_it_in_its_log(house: House) -> None:
    assert house.log("bot")
    assert "husband" not in house.log("bot")
