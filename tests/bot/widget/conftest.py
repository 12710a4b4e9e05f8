"""A stand-in server and a real Chromium for the widget's tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect, sync_playwright

from tests.bot.widget.person import Person

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("standin.py")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WAIT = 20_000  # milliseconds: the machine may be busy with others
expect.set_options(timeout=WAIT)

Visit = Callable[..., Person]


class Standin:
    """The running stand-in: its address, and the troubles it can make."""

    def __init__(self, port: int, kept: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = [sys.executable, str(PROGRAM), str(port), str(kept)]
        self._start()

    def _start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        silent = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, env=environment, cwd=ROOT, stderr=silent)
        until = time.monotonic() + 90
        while time.monotonic() < until and self._process.poll() is None:
            try:
                requests.get(self.url, timeout=2)
                return
            except requests.RequestException:
                time.sleep(0.1)
        self.stop()
        pytest.fail("the stand-in did not start: run standin.py by hand")

    def stop(self) -> None:
        """Kills it, as a machine that fails does."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Kills it and starts it again; what was said is kept."""
        self.stop()
        self._start()

    def control(self, what: str) -> list[str]:
        """Orders a trouble; the messages received so far, in order."""
        answer = requests.post(f"{self.url}/control/{what}", timeout=60)
        received: list[str] = answer.json()["received"]
        return received


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    """A stand-in server of its own for each test module."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = Standin(port, tmp_path_factory.mktemp("standin") / "kept.json")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not found:
        pytest.fail("No Chromium found: install it with `apt-get install chromium`.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(standin: Standin, browser: Browser) -> Iterator[Visit]:
    """Opens the chat page: `visit("ar", width=320)`; `start` walks through the first views."""
    contexts = []

    def open_page(
        language: str = "fr",
        *,
        width: int = 390,
        start: bool = True,
        keep: bool = True,
        **options: object,
    ) -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            locale=language,
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.goto(f"{standin.url}/?lang={language}")
        page.wait_for_selector("newcomer-chat[data-ready]")
        if start:
            page.locator(".languages .item").first.click()
            page.locator(".view .item").nth(0 if keep else 1).click()
            page.wait_for_selector(".log")
        return Person(page)

    yield open_page
    standin.control("admit")
    for context in contexts:
        context.close()
