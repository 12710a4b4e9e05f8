"""The city's own inventory, loaded for a test and taken back after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from desk.courses import near
from desk.courses.load import load

CITY = Path(__file__).parents[3] / "data" / "cities" / "schaerbeek"


@pytest.fixture
def desk_db(_tables: None) -> Iterator[None]:
    """Whatever a test writes is taken back."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def places() -> near.PlaceTable:
    return near.read(CITY / "places.yml")


@pytest.fixture
def inventory(desk_db: None, places: near.PlaceTable) -> None:
    """The 81 real offers."""
    load(CITY / "courses.csv", places)


@pytest.fixture
def client(desk_db: None) -> Client:
    return Client(SERVER_NAME="127.0.0.1")
