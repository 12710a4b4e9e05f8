"""The desk's real processes for tests: the web server and the consumer, on ports of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.desk.conftest import SETTINGS

ROOT = Path(__file__).parents[2]


def start(word: str, port: int, **extra: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **SETTINGS, "DESK_PORT": str(port), **extra}
    return subprocess.Popen([sys.executable, "-m", "desk", word], cwd=ROOT, env=environment)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(10)


@contextmanager
def served(**extra: str) -> Iterator[str]:
    """The address of a web server that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start("serve", port, **extra)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        stop(process)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            if requests.get(f"{url}/health", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(f"no desk at {url}")
