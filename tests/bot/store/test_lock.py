"""One turn at a time per conversation: in one process, and between processes over a real Redis."""

import asyncio
import secrets
import time

import pytest
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.store import lock
from bot.store.lock import Locks


@pytest.fixture(params=["alone", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""


async def together(one: Locks, two: Locks, pairs: int) -> int:
    """How often two were inside the same conversation at once."""
    inside: dict[str, int] = {}
    most = 0

    async def turn(locks: Locks, conversation: str) -> None:
        nonlocal most
        async with locks.hold(conversation):
            inside[conversation] = inside.get(conversation, 0) + 1
            most = max(most, inside[conversation])
            await asyncio.sleep(0.005)
            inside[conversation] -= 1

    names = [secrets.token_hex(8) for _ in range(pairs)]
    await asyncio.gather(*(turn(locks, name) for name in names for locks in (one, two)))
    return most


async def test_two_messages_of_one_person_wait_for_each_other(url: str) -> None:
    locks = Locks(url)
    assert await together(locks, locks, 50) == 1


async def test_of_200_simultaneous_pairs_on_two_workers_none_is_inside_together(
    redis_url: str,
) -> None:
    begin = time.monotonic()
    assert await together(Locks(redis_url), Locks(redis_url), 200) == 1
    assert time.monotonic() - begin < 5


async def test_rasa_inside_the_channels_lock_is_let_through(url: str) -> None:
    lock.open_locks.cache_clear()  # a connection belongs to its loop
    store = LockStore.create(EndpointConfig(url, type="bot.store.lock.TurnLockStore"))

    async def turn() -> None:
        async with lock.open_locks(url).hold("c1"), store.lock("c1"):
            pass

    await asyncio.wait_for(turn(), 2)


async def test_a_task_that_outlives_the_turn_does_not_keep_its_way_in(url: str) -> None:
    locks, order = Locks(url), []

    async def later() -> None:
        await asyncio.sleep(0.02)
        async with locks.hold("c2"):
            order.append("later")

    async with locks.hold("c2"):
        task = asyncio.create_task(later())
    async with locks.hold("c2"):
        await asyncio.sleep(0.05)
        order.append("next turn")
    await task
    assert order == ["next turn", "later"]


async def test_a_killed_workers_conversation_is_free_within_its_lifetime(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LIFETIME", 0.5)
    name, killed = secrets.token_hex(8), Locks(redis_url)
    assert await killed._acquire(name)  # and nobody renews it
    begin = time.monotonic()
    async with Locks(redis_url).hold(name):
        assert 0.3 < time.monotonic() - begin < 1


async def test_a_turn_longer_than_the_lifetime_keeps_its_lock(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LIFETIME", 0.4)
    monkeypatch.setattr(lock, "_RENEWED_EVERY", 0.1)
    monkeypatch.setattr(lock, "PATIENCE", 0.6)
    name = secrets.token_hex(8)
    async with Locks(redis_url).hold(name):
        with pytest.raises(lock.LockError):
            async with Locks(redis_url).hold(name):
                raise AssertionError("two inside")


async def test_without_redis_people_are_served_all_the_same() -> None:
    locks = Locks("redis://127.0.0.1:9/0")
    begin = time.monotonic()
    assert await together(locks, locks, 20) == 1
    assert time.monotonic() - begin < 3
