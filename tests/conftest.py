"""What all tests share: no network beyond loopback, telemetry off, a fixed installation key."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bot.no_tensorflow import leave_out
from tests.kit import services
from tests.kit.house import chosen

# Real TensorFlow would take seconds, and its log handler closes pytest's captured stderr.
leave_out()
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
_LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is expected of one city's data is asked only when that city is under test."""
    city = chosen("CITY")
    for item in items:
        mark = item.get_closest_marker("city")
        if mark and city not in mark.args:
            item.add_marker(pytest.mark.skip(reason=f"about {mark.args[0]}, not {city}"))


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def postgres() -> Iterator[str]:
    """A new PostgreSQL database's URL."""
    with services.database() as url:
        yield url


@pytest.fixture
def redis_url() -> str:
    """A Redis's URL."""
    return services.redis_url()


@pytest.fixture
def rabbit() -> Iterator[tuple[str, str]]:
    """A RabbitMQ's URL and a queue name of its own."""
    with services.queue() as opened:
        yield opened
