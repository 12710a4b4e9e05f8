"""`run.py` as a person starts it: three lines, Ctrl-C, a second start, one process that dies."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.chat import Chat
from tests.kit.house import ROOT, House

pytestmark = pytest.mark.slow

# What a second start may take until its first answer; shared machines get more (SLOW_MACHINE).
SECONDS = 25 * float(os.environ.get("SLOW_MACHINE", "1"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(var=tmp_path / "var").prepare()


class Started:
    """A running `run.py` and what it has printed."""

    def __init__(self, house: House) -> None:
        self._mark = f"VAR_DIR={house.var}\0".encode()
        self.log = house.var / "run.log"
        self.begun = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "run.py"],
                cwd=ROOT,
                env=house.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def until(self, words: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while words not in self.printed:
            assert time.monotonic() < end, self.printed[-3000:]
            assert self.process.poll() is None or words in self.printed, self.printed[-3000:]
            time.sleep(0.1)

    def members(self) -> dict[int, str]:
        """Every process with its settings that is still there: number and command."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                ours = self._mark in (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if ours and command:
                found[int(folder.name)] = command
        return found


@pytest.fixture
def start(house: House) -> Iterator[list[Started]]:
    started: list[Started] = []
    yield started
    for one in started:
        for number in one.members():
            os.kill(number, signal.SIGKILL)


def test_ctrl_c_stops_all_four_and_a_second_start_answers_soon(
    house: House, start: list[Started]
) -> None:
    first = Started(house)
    start.append(first)
    first.until("Telegram:")
    lines = [line for line in first.printed.splitlines() if line.startswith(("Chat:", "Desk:"))]
    assert lines == [f"Chat:     {house.bot}/", f"Desk:     {house.desk}/"]
    assert sum("-m " in command for command in first.members().values()) >= 4
    os.kill(first.process.pid, signal.SIGINT)
    assert first.process.wait(timeout=30) == 0
    assert first.members() == {}
    assert "Traceback" not in first.printed

    second = Started(house)
    start.append(second)
    second.until("Telegram:")
    assert asyncio.run(_answer(house.bot))
    assert time.monotonic() - second.begun < SECONDS


def test_one_process_that_dies_stops_all_and_shows_its_last_lines(
    house: House, start: list[Started]
) -> None:
    started = Started(house)
    start.append(started)
    started.until("Telegram:")
    actions = next(n for n, command in started.members().items() if "-m actions" in command)
    os.kill(actions, signal.SIGKILL)
    assert started.process.wait(timeout=30) == 1
    assert "actions stopped (-9). Its last lines:" in started.printed
    assert started.members() == {}


@pytest.mark.parametrize("name", ["domain.yml", "config.yml"])
def test_a_broken_file_is_one_sentence(tmp_path: Path, name: str) -> None:
    for file in ("domain.yml", "config.yml"):
        (tmp_path / file).write_text((ROOT / file).read_text(encoding="utf-8"), encoding="utf-8")
    broken = tmp_path / name
    broken.write_text(broken.read_text(encoding="utf-8") + "\nslots: [", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot.maintain.train", "--out", str(tmp_path / "out")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line.startswith(name)]
    assert len(said) == 1
    assert "Traceback" not in done.stderr


async def _answer(url: str) -> bool:
    chat = await Chat(url).open()
    await chat.say("Bonjour", wait=20)
    await chat.close()
    return True
