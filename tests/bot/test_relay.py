"""Feed records through a real RabbitMQ: confirmed before they leave the store, none lost."""

import json
import time
from pathlib import Path
from typing import Any

import pika
import pytest

from bot.relay import Relay, declare
from bot.store import Journal
from bot.store.connect import connect

CONTRACT = Path(__file__).parents[1] / "contracts" / "feed" / "queue.json"


@pytest.fixture(params=["sqlite", "postgres"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    if request.param == "postgres":
        return Journal(connect(request.getfixturevalue("postgres")))
    return Journal(connect(f"sqlite:///{tmp_path}/bot.sqlite"))


def hand_over(journal: Journal, conversation: str) -> None:
    event = {"event": "slot", "name": "hand_over", "value": "asked", "timestamp": 1.0}
    journal.append(conversation, [event], slots={"language": "ar"})


def waiting(url: str, queue: str) -> list[dict[str, Any]]:
    records = []
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        declare(channel, queue)
        while True:
            method, _, body = channel.basic_get(queue, auto_ack=True)
            if method is None:
                return records
            records.append(json.loads(body))


def until_carried(journal: Journal) -> None:
    end = time.monotonic() + 10
    while journal.feed() and time.monotonic() < end:
        time.sleep(0.02)
    assert journal.feed() == []


def test_records_reach_the_queue_in_order_and_leave_the_store(
    journal: Journal, rabbit: tuple[str, str]
) -> None:
    relays = [Relay(journal, *rabbit) for _ in range(2)]
    for relay in relays:
        relay.start()
    for number in range(30):
        hand_over(journal, f"c{number}")
    until_carried(journal)
    for relay in relays:
        relay.stop()
    told = waiting(*rabbit)
    assert sorted({record["conversation"] for record in told}) == sorted(
        f"c{number}" for number in range(30)
    )
    assert {record["kind"] for record in told} == {"hand_over"}


def test_with_the_broker_away_records_wait_in_the_store(
    journal: Journal, rabbit: tuple[str, str]
) -> None:
    away = Relay(journal, "amqp://guest:guest@127.0.0.1:9/", rabbit[1])
    away.start()
    hand_over(journal, "c1")
    time.sleep(0.5)
    away.stop()
    assert [record["conversation"] for record in journal.feed()] == ["c1"]
    back = Relay(journal, *rabbit)
    back.start()
    until_carried(journal)
    back.stop()
    assert [record["conversation"] for record in waiting(*rabbit)] == ["c1"]


def test_the_queue_is_what_the_contract_says() -> None:
    class Told:
        made: dict[str, dict[str, Any]] = {}

        def queue_declare(self, name: str, *, durable: bool, arguments: dict[str, Any]) -> None:
            assert durable
            self.made[name] = arguments

    contract = json.loads(CONTRACT.read_text())
    told = Told()
    declare(told, contract["queue"])  # type: ignore[arg-type]
    assert told.made == {
        contract["queue"]: contract["arguments"],
        contract["dead"]: contract["dead_arguments"],
    }
