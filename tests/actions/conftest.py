"""A real desk with the city's inventory, in a process of its own on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from actions.desk_client import DeskClient

ROOT = Path(__file__).parents[2]
_START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def desk_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    port = free_port()
    environment = {
        **os.environ,
        "CITY": "schaerbeek",
        "VAR_DIR": str(folder),
        "DESK_SECRET_KEY": "a key for tests only and nobody else knows it",
        "DESK_HOST": "127.0.0.1",
        "DESK_PORT": str(port),
        "DESK_URL": f"http://127.0.0.1:{port}",
        "DESK_DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite'}",
        "DJANGO_SETTINGS_MODULE": "desk.settings",
    }

    def manage(*words: str) -> list[str]:
        return [sys.executable, "-m", "desk", *words]

    for words in (("migrate", "--verbosity", "0"), ("load_courses",)):
        subprocess.run(manage(*words), cwd=ROOT, env=environment, check=True, capture_output=True)
    log = (folder / "desk.log").open("w")
    process = subprocess.Popen(
        manage("serve"), cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder / "desk.log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            if requests.get(f"{url}/api/v1/courses?limit=1", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    pytest.fail(f"the desk did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture
def desk(desk_url: str) -> DeskClient:
    return DeskClient(desk_url)


@pytest.fixture
def no_desk() -> DeskClient:
    """A desk that is down."""
    return DeskClient(f"http://127.0.0.1:{free_port()}")
