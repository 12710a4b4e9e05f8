"""The real services that tests talk to on loopback: each test gets its own database and queue.

Found running, or started by `.ci/run`. Without one a test is skipped with a line that says what
is missing; SERVICES_REQUIRED=1 (CI) makes that a failure.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/14")
RABBIT = os.environ.get("TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/%2F")


def missing(what: str) -> Any:
    """Skips the test, or fails it where all services are required."""
    line = f"{what}: start it, or see .ci/run; the test of it is left out"
    if os.environ.get("SERVICES_REQUIRED"):
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


def answers(url: str) -> bool:
    """Whether somebody listens at a service's address."""
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 0)) == 0


@contextmanager
def database() -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database; it is dropped at the end."""
    if not answers(POSTGRES):
        missing(f"no PostgreSQL at {urlsplit(POSTGRES).hostname}:{urlsplit(POSTGRES).port}")
    import psycopg2

    name = f"newcomer_test_{secrets.token_hex(4)}"
    server = psycopg2.connect(POSTGRES)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
    finally:
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.close()


def redis_url() -> str:
    """The URL of a Redis; keys in it are named after random conversations."""
    if not answers(REDIS):
        missing(f"no Redis at {urlsplit(REDIS).hostname}:{urlsplit(REDIS).port}")
    return REDIS


@contextmanager
def queue() -> Iterator[tuple[str, str]]:
    """The URL of a RabbitMQ and a queue's name there; it goes at the end, dead letters too."""
    if not answers(RABBIT):
        missing(f"no RabbitMQ at {urlsplit(RABBIT).hostname}:{urlsplit(RABBIT).port}")
    import pika

    name = f"newcomer.test.{secrets.token_hex(4)}"
    try:
        yield RABBIT, name
    finally:
        with pika.BlockingConnection(pika.URLParameters(RABBIT)) as connection:
            channel = connection.channel()
            channel.queue_delete(name)
            channel.queue_delete(f"{name}.dead")
