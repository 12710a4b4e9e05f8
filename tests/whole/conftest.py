"""The whole assistant, its four processes and a browser, shared by the tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.kit.browser import chromium
from tests.kit.house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Four running processes with databases of their own."""
    opened = House(var=tmp_path_factory.mktemp("house")).prepare()
    try:
        yield opened.start()
    finally:
        opened.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium, for one test: beside it no other test can run an event loop."""
    with chromium() as opened:
        yield opened
