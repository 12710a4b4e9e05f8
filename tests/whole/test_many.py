"""Several bots and consumers over PostgreSQL, Redis, RabbitMQ and nginx, all real."""

import asyncio
import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.chat import Chat
from tests.kit.house import House
from tests.kit.proxy import CHAT_HOST, Proxy, proxy
from tests.kit.town import town as town_of

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek"), pytest.mark.timeout(900)]
BOTS = ("bot", "bot2")
PROCESSES = ("bot", "bot2", "desk", "feed", "feed2")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Proxy]]:
    """Five processes of ours behind nginx, on the services of this machine."""
    with town_of(tmp_path_factory.mktemp("town"), *PROCESSES) as house:
        bots = [house.address(bot) for bot in BOTS]
        desks = [house.address("desk")]
        with proxy(tmp_path_factory.mktemp("nginx"), bots=bots, desks=desks) as front:
            yield house, front


def run(work: Any) -> Any:
    return asyncio.run(work)


def in_desk(house: House, script: str) -> str:
    """What a script prints with the desk's models at hand."""
    head = "import os, django; os.environ['DJANGO_SETTINGS_MODULE']='desk.settings'; django.setup()"
    return house.do("-c", f"{head}\n{script}")


def until(found: Any, seconds: float = 15.0) -> Any:
    """The first true answer of `found`, asked until the time is over."""
    end = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < end:
        time.sleep(0.2)
    return answer


def test_a_person_is_the_same_person_on_every_worker(town: tuple[House, Proxy]) -> None:
    house, _ = town

    async def talk() -> tuple[list[Any], Any, list[str]]:
        one = await Chat(f"http://{house.address('bot')}").open()
        assert (await one.say("Bonjour", id="m1"))["status"] == "stored"
        said = [reply["id"] for reply in await one.answers(quiet=0.5)]
        await one.close()
        two = await Chat(f"http://{house.address('bot2')}").open(token=one.token)
        await asyncio.sleep(0.5)
        seen = [two.events.get_nowait() for _ in range(two.events.qsize())]
        repeat = await two.say("Bonjour", id="m1")
        await two.close()
        return seen, repeat, said

    seen, repeat, said = run(talk())
    assert [data["id"] for name, data in seen if name == "bot_uttered"] == said
    assert repeat["status"] == "repeat"


def test_two_pages_on_two_workers_show_the_same_and_a_message_twice_at_once_is_one(
    town: tuple[House, Proxy],
) -> None:
    house, _ = town

    async def talk() -> tuple[list[str], list[str], list[str]]:
        one = await Chat(f"http://{house.address('bot')}").open()
        two = await Chat(f"http://{house.address('bot2')}").open(token=one.token)
        await asyncio.sleep(0.3)
        for chat in (one, two):
            await chat.answers(quiet=0.2)
        both = await asyncio.gather(
            one.say("Wat kost het traject?", id="d1"), two.say("Wat kost het traject?", id="d1")
        )
        heard = [await chat.answers(quiet=1.0) for chat in (one, two)]
        await one.close()
        await two.close()
        ids = [[reply["id"] for reply in replies] for replies in heard]
        return [receipt["status"] for receipt in both], ids[0], ids[1]

    statuses, first, second = run(talk())
    assert sorted(statuses) == ["repeat", "stored"]
    assert first == second
    assert len(first) == len(set(first)) >= 1


def test_a_reply_of_staff_finds_the_open_page_through_whichever_worker(
    town: tuple[House, Proxy],
) -> None:
    house, front = town
    script = (
        "from desk.cases.models import Case\n"
        "from desk.people.models import User\n"
        "from desk.cases import thread, states\n"
        "print([c.code for c in Case.objects.filter(state='waiting').order_by('-pk')])"
    )

    async def talk() -> list[str]:
        pages = [await Chat(front.chat).open()]
        token = pages[0].token
        pages += [await Chat(f"http://{house.address(b)}").open(token=token) for b in BOTS]
        assert (await pages[0].say("I want to talk to a person"))["status"] == "stored"
        await asyncio.get_running_loop().run_in_executor(
            None, until, lambda: in_desk(house, script).strip() != "[]"
        )
        found = [await page.answers(quiet=2.0) for page in pages]
        for page in pages:
            await page.close()
        return [replies[-1]["text"] for replies in found]

    texts = run(talk())
    # The desk's honest words came by one worker and reached the pages on both.
    assert len(set(texts)) == 1
    code = in_desk(house, script).strip().strip("[]'")
    assert code
    assert code in texts[0]


def test_a_killed_worker_loses_nothing_and_a_restarted_one_takes_part_again(
    town: tuple[House, Proxy],
) -> None:
    house, front = town

    async def talk() -> list[list[str]]:
        chats = [await Chat(front.chat).open() for _ in range(8)]
        for number, chat in enumerate(chats):
            assert (await chat.say("Good morning", id=f"a{number}"))["status"] == "stored"
        house.stop("bot", hard=True)
        tokens = [chat.token for chat in chats]
        heard = []
        for number, token in enumerate(tokens):
            chat = await Chat(front.chat).open(token=token)
            await chat.say("Good morning", id=f"a{number}")
            await chat.say("Wat kost het traject?", id=f"b{number}")
            heard.append([reply["id"] for reply in await chat.answers(quiet=0.5)])
            await chat.close()
        return heard

    heard = run(talk())
    house.start("bot")
    for number, ids in enumerate(heard):
        assert len(ids) == len(set(ids))
        assert {name.rpartition(".")[0] for name in ids} == {f"a{number}", f"b{number}"}

    async def again() -> None:
        chat = await Chat(f"http://{house.address('bot')}").open()
        assert (await chat.say("Bonjour"))["status"] == "stored"
        await chat.close()

    run(again())


def test_nothing_but_the_chat_and_the_desk_can_be_reached_from_outside(
    town: tuple[House, Proxy],
) -> None:
    _, front = town
    inside = (
        "/conversations/x/tracker",
        "/model",
        "/model/parse",
        "/status",
        "/version",
        "/webhooks/staff/feed",
        "/webhooks/rest/webhook",
        "/health/ready",
        "/metrics",
        "//model",
        "/widget/../model",
    )
    for path in inside:
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert _ask(front, method, path) == 404, (method, path)
    assert _ask(front, "GET", "/") == 200


def _ask(front: Proxy, method: str, path: str) -> int:
    trusting = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection(CHAT_HOST, front.https, context=trusting, timeout=10)
    connection._create_connection = lambda *_: socket.create_connection(("127.0.0.1", front.https))  # type: ignore[attr-defined]
    connection.request(method, path)
    return connection.getresponse().status
