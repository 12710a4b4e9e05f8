"""Feed records from a real RabbitMQ: applied once, refused to the dead letters, none lost."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pika
import pytest
from django.db import DatabaseError
from pika.adapters.blocking_connection import BlockingChannel

from desk.cases import carrier, feed
from desk.cases.carrier import CarrierError, FromRabbit, declare
from desk.cases.models import Case, FeedRecord

CONTRACT = Path(__file__).parents[2] / "contracts" / "feed" / "queue.json"


@pytest.fixture
def channel(rabbit: tuple[str, str]) -> Iterator[BlockingChannel]:
    with pika.BlockingConnection(pika.URLParameters(rabbit[0])) as connection:
        opened = connection.channel()
        declare(opened, rabbit[1])
        opened.confirm_delivery()
        yield opened


@pytest.fixture
def road(rabbit: tuple[str, str]) -> Iterator[FromRabbit]:
    opened = FromRabbit(*rabbit, wait=0.3)
    yield opened
    opened.close()


def record(number: int, kind: str, conversation: str = "c1", **data: Any) -> bytes:
    told = {"version": 1, "conversation": conversation, "number": number, "time": time.time()}
    return json.dumps({**told, "kind": kind, "data": data}).encode()


def hand_over(number: int, conversation: str = "c1") -> bytes:
    return record(
        number, "hand_over", conversation, reason="asked", language="ar", channel="website"
    )


def dead(channel: BlockingChannel, queue: str, count: int) -> list[str]:
    bodies: list[str] = []
    end = time.monotonic() + 5
    while len(bodies) < count and time.monotonic() < end:
        method, _, body = channel.basic_get(f"{queue}.dead", auto_ack=True)
        if method is None:
            time.sleep(0.05)
        else:
            bodies.append(body.decode())
    return bodies


def test_records_are_applied_once_though_the_queue_brings_one_twice(
    channel: BlockingChannel, rabbit: tuple[str, str], road: FromRabbit
) -> None:
    for body in (hand_over(1), hand_over(1), hand_over(1, "c2")):
        channel.basic_publish("", rabbit[1], body)
    assert road.page(feed.take) == 3
    assert Case.objects.count() == 2
    assert channel.queue_declare(rabbit[1], passive=True).method.message_count == 0


def test_what_the_desk_refuses_is_set_aside_and_goes_to_the_dead_letters(
    channel: BlockingChannel, rabbit: tuple[str, str], road: FromRabbit
) -> None:
    for body in (b"{no json", record(1, "nonsense"), hand_over(2)):
        channel.basic_publish("", rabbit[1], body)
    road.page(feed.take)
    assert FeedRecord.objects.filter(fate=FeedRecord.Fate.REFUSED).count() == 2
    assert Case.objects.count() == 1
    letters = dead(channel, rabbit[1], 2)
    assert len(letters) == 2
    assert "{no json" in letters


def test_a_record_that_could_not_be_stored_comes_again(
    channel: BlockingChannel, rabbit: tuple[str, str], road: FromRabbit
) -> None:
    channel.basic_publish("", rabbit[1], hand_over(1))
    with (
        mock.patch.object(feed, "_take_once", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
    ):
        road.page(feed.take)
    assert road.page(feed.take) == 1
    assert Case.objects.count() == 1


def test_no_dead_letter_outlives_its_conversation(
    channel: BlockingChannel, rabbit: tuple[str, str], road: FromRabbit
) -> None:
    for body in (record(1, "nonsense", "gone"), record(1, "nonsense", "stays")):
        channel.basic_publish("", rabbit[1], body)
    road.page(feed.take)
    time.sleep(0.5)
    channel.basic_publish("", rabbit[1], record(9, "erase", "gone", receipt="R"))
    assert road.page(feed.take) == 1
    time.sleep(0.3)
    letters = dead(channel, rabbit[1], 1)
    assert len(letters) == 1
    assert '"stays"' in letters[0]


def test_a_broker_that_is_away_is_a_short_cause() -> None:
    with pytest.raises(CarrierError, match="Connect"):
        FromRabbit("amqp://guest:guest@127.0.0.1:9/", "q").page(feed.take)


def test_the_queue_is_what_the_contract_says() -> None:
    made: dict[str, dict[str, Any]] = {}

    class Told:
        def queue_declare(self, name: str, *, durable: bool, arguments: dict[str, Any]) -> None:
            assert durable
            made[name] = arguments

    contract = json.loads(CONTRACT.read_text())
    carrier.declare(Told(), contract["queue"])  # type: ignore[arg-type]
    assert made == {
        contract["queue"]: contract["arguments"],
        contract["dead"]: contract["dead_arguments"],
    }
