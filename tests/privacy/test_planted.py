"""After "delete everything" none of 200 planted strings is anywhere: files, logs, databases.

Run by `make test-privacy`. The strings go in through every input of the website: words, titles of
buttons, message ids, languages, a session's data, with a person asked for, so that the desk and its
feed have them too. What is searched: every byte under the house's folder, and the tables by name.
"""

import asyncio
import gzip
import secrets
import sqlite3
import time
from pathlib import Path

import pytest

from tests.kit.chat import Chat
from tests.kit.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MARKED = 200
PEOPLE = 4


class Planter:
    """Makes marked strings and remembers them."""

    def __init__(self) -> None:
        self.planted: list[str] = []

    def mark(self) -> str:
        self.planted.append(f"zq{secrets.token_hex(8)}")
        return self.planted[-1]


async def _live(house: House, planter: Planter) -> None:
    """One person: asks in many ways, asks for a person, then deletes everything."""
    chat = await Chat(house.bot).open(language=planter.mark()[:8], extra=planter.mark())
    state = await chat.wait_for("session_state")
    while len(planter.planted) < MARKED // PEOPLE - 3:
        await chat.say(f"my name is {planter.mark()} and", id=planter.mark(), wait=60)
        await chat.say(planter.mark(), title=planter.mark(), session_id=chat.token, wait=60)
        await chat.say(f"c.menu?door={planter.mark()}.AAAAAAAAAAAA", title=planter.mark(), wait=60)
    await chat.say("I want to talk to a person", wait=60)
    await chat.say(f"call me back: {planter.mark()}", wait=60)
    await chat.answers(quiet=2)
    until = time.monotonic() + 60
    while planter.planted[-1] not in _desk_says(house) and time.monotonic() < until:
        await asyncio.sleep(1)
    assert planter.planted[-1] in _desk_says(house), "the words never came to the desk"
    await chat.say(state["choices"]["delete_my_data"], title=planter.mark(), wait=60)
    replies = await chat.answers(quiet=2)
    erase = next(
        button["payload"]
        for reply in replies
        for button in reply["quick_replies"]
        if button["payload"].startswith("c.erase")
    )
    receipt = await chat.say(erase, title=planter.mark(), wait=60)
    assert receipt["status"] == "stored"
    said = await chat.answers(quiet=2)
    assert any(erase.split("=")[1].split(".")[0] in reply["text"] for reply in said)
    await chat.close()


def _desk_says(house: House) -> str:
    script = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE']='desk.settings'; django.setup()\n"
        "from desk.cases.models import Message\n"
        "print(list(Message.objects.values_list('text', flat=True)))"
    )
    return house.do("-c", script)


def _conversations_left(house: House) -> int:
    """Rows of people in any table of either database that has a column `conversation`."""
    left = 0
    for name in ("bot", "desk"):
        with sqlite3.connect(house.var / house.city / f"{name}.sqlite") as database:
            tables = [row[0] for row in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'")]  # fmt: skip
            for table in tables:
                columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                if "conversation" in columns and (name, table) != ("bot", "conversation"):
                    count = f"SELECT count(*) FROM {table} WHERE conversation IS NOT NULL"
                    left += database.execute(count).fetchone()[0]
    return left


def _found(folder: Path, planted: list[str]) -> list[str]:
    hits = []
    for path in folder.rglob("*"):
        if not path.is_file() or path.name == "model.tar.gz":
            continue
        body = path.read_bytes()
        body += gzip.decompress(body) if body[:2] == b"\x1f\x8b" else b""
        hits += [f"{mark} in {path}" for mark in planted if mark.encode() in body]
    return hits


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
def test_none_of_two_hundred_strings_is_left(tmp_path: Path, sealed: bool) -> None:
    settings = {"LOG_LEVEL": "DEBUG"} | ({} if sealed else {"SEAL_KEYS": ""})
    house = House(var=tmp_path / "var", settings=settings).prepare()
    planters = [Planter() for _ in range(PEOPLE)]
    try:
        house.start(wait=300)
        for planter in planters:
            asyncio.run(_live(house, planter))
        until = time.monotonic() + 60
        while _conversations_left(house) and time.monotonic() < until:
            time.sleep(1)
        assert _conversations_left(house) == 0
        planted = [mark for planter in planters for mark in planter.planted]
        assert len(planted) >= MARKED * 0.95
        assert _found(tmp_path, planted) == []
    finally:
        house.stop()
    assert _found(tmp_path, planted) == []
