"""A client that nobody here wrote (socket.io-client from npm) speaks docs/website-channel.md."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FOREIGN = Path(__file__).parents[1] / "foreign"
FILES = ("package.json", "package-lock.json", ".npmrc", "client.js")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client with its library, as the lock file names it."""
    npm = shutil.which("npm")
    assert npm, "npm is needed for the foreign client: install it, on Debian: apt install npm"
    folder = tmp_path_factory.mktemp("foreign")
    for name in FILES:
        shutil.copy(FOREIGN / name, folder / name)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([npm, "ci", *quiet], cwd=folder, check=True, capture_output=True)
    return folder / "client.js"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One bot alone."""
    opened = House(var=tmp_path_factory.mktemp("foreign-bot")).prepare(desk=False)
    try:
        yield opened.start("bot")
    finally:
        opened.stop()


def test_the_lock_file_names_no_address() -> None:
    packages = json.loads((FOREIGN / "package-lock.json").read_text())["packages"]
    assert len(packages) > 1
    for name, package in packages.items():
        assert "resolved" not in package
        assert name == "" or package["integrity"].startswith("sha512-")


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_the_documented_events_are_enough(bot: House, client: Path, transport: str) -> None:
    node = shutil.which("node") or "node"
    command = [node, str(client), bot.bot, transport]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["states"][0]["last"] == 0
    assert set(told["states"][0]["choices"]) >= {"menu", "request_human", "language_ar"}
    assert told["receipt"]["status"] == "stored"
    assert told["repeat"] == {"id": "foreign-1", "status": "repeat", "seq": None}
    assert told["tapped"]["status"] == "stored"
    assert told["forged"]["error"] == "unknown_session"
    answer, tapped = told["replies"]
    assert answer["id"] == "foreign-1.1"
    assert answer["from"] == {"kind": "bot"}
    assert answer["metadata"]["topic"] == "reception_path_cost"
    assert tapped["id"] == "foreign-2.1"
    assert told["same"]
    assert [(who, id_) for who, _, id_ in told["replayed"]] == [
        ("person", "foreign-1"),
        ("bot", "foreign-1.1"),
        ("person", "foreign-2"),
        ("bot", "foreign-2.1"),
    ]
    numbers = [seq for _, seq, _ in told["replayed"]]
    assert numbers == sorted(set(numbers))
