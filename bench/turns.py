"""Turns a second and their times against Rasa's stock starter bot; the 390th turn of a chat.

Both bots are trained here, served by Rasa over socket.io with an SQLite tracker store, and asked
in turns by the same client, every message distinct. Last line: the figures. Exit 1: a bar failed.
Bars: throughput ratio >= 1.0 with SQLite stores; turn 390 <= 1.3 times turn 10.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House, free_port  # noqa: E402

PEOPLE = {1: 120, 8: 400, 32: 640}
ROUNDS = 2
STOCK_WORDS = ("hello", "goodbye", "are you a bot?", "I am great", "hi there", "see you later")


def our_messages() -> list[str]:
    """Plain questions on all topics, in all languages, from the training rows."""
    rows: list[str] = []
    for path in sorted((ROOT / "data" / "nlu" / "faq").glob("*.yml")):
        for block in yaml.load(path.read_text(), yaml.CSafeLoader)["nlu"]:
            rows += [line[2:] for line in block["examples"].splitlines() if line[:2] == "- "]
    random.Random(7).shuffle(rows)
    return rows


def stock_bot(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Makes, trains and serves `rasa init`'s bot with an SQLite store."""
    rasa = [sys.executable, "-m", "rasa"]
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run(
        [*rasa, "init", "--no-prompt"],
        cwd=folder,
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    (folder / "endpoints.yml").write_text(
        f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {folder}/stock.sqlite\n"
    )
    (folder / "credentials.yml").write_text("socketio:\n  session_persistence: false\n")
    port = free_port()
    server = subprocess.Popen(
        [*rasa, "run", "--port", str(port), "--interface", "127.0.0.1"],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return server, f"http://127.0.0.1:{port}"


async def measure(url: str, people: int, messages: list[str]) -> tuple[float, list[float]]:
    """Turns a second and each turn's seconds, `people` talking at once, messages shared out."""
    chats = [await Chat(url).open() for _ in range(people)]
    waiting = list(messages)
    times: list[float] = []

    async def talk(chat: Chat) -> None:
        while waiting:
            text = waiting.pop()
            begin = time.perf_counter()
            await chat.say(text, wait=60)
            times.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    await asyncio.gather(*(talk(chat) for chat in chats))
    total = time.perf_counter() - begin
    for chat in chats:
        await chat.close()
    return len(times) / total, times


async def length(url: str, messages: list[str]) -> tuple[float, float]:
    """Seconds (medians) of turns 5 to 15 and 385 to 395 of the same conversations."""
    early: list[float] = []
    late: list[float] = []
    for part in range(2):
        chat = await Chat(url).open()
        for turn in range(1, 396):
            text = f"{messages[(part * 400 + turn) % len(messages)]} {part}{turn}"
            begin = time.perf_counter()
            await chat.say(text, wait=60)
            taken = time.perf_counter() - begin
            if 5 <= turn <= 15:
                early.append(taken)
            elif turn >= 385:
                late.append(taken)
        await chat.close()
    return median(early), median(late)


async def until_it_answers(url: str) -> None:
    """Waits until a chat can be opened and answers."""
    for _ in range(600):
        try:
            chat = await Chat(url).open()
            await chat.say("hello", wait=60)
            await chat.close()
            return
        except (OSError, asyncio.TimeoutError, Exception):
            await asyncio.sleep(0.3)
    raise SystemExit(f"{url} does not answer")


async def compare(ours: str, stock: str) -> dict[str, float]:
    """Runs all measurements, the two bots in turns, and prints the table."""
    messages = our_messages()
    figures: dict[str, float] = {}
    print(f"{'people':>6} {'bot':>6} {'turns/s':>8} {'p50 ms':>8} {'p95 ms':>8}")
    place = 0
    for people, count in PEOPLE.items():
        rates: dict[str, list[float]] = {"ours": [], "stock": []}
        for number in range(ROUNDS):
            texts = [messages[(place + i) % len(messages)] for i in range(count)]
            place += count
            stock_texts = [f"{STOCK_WORDS[i % 6]} {number}{i}" for i in range(count)]
            for name, url, asked in (("stock", stock, stock_texts), ("ours", ours, texts)):
                rate, times = await measure(url, people, asked)
                rates[name].append(rate)
                p50, p95 = median(times) * 1e3, quantiles(times, n=20)[-1] * 1e3
                print(f"{people:>6} {name:>6} {rate:>8.1f} {p50:>8.1f} {p95:>8.1f}")
                figures[f"{name}_{people}_p50_ms"] = round(p50, 1)
        figures[f"ratio_{people}"] = round(median(rates["ours"]) / median(rates["stock"]), 2)
    early, late = await length(ours, messages)
    figures["turn_10_ms"], figures["turn_390_ms"] = round(early * 1e3, 1), round(late * 1e3, 1)
    figures["length_ratio"] = round(late / early, 2)
    return figures


def main() -> int:
    """Trains, serves, measures. Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        stock_folder = Path(folder) / "stock"
        stock_folder.mkdir()
        server, stock = stock_bot(stock_folder)
        house = House(var=Path(folder) / "var").prepare()
        try:
            house.start()
            asyncio.run(until_it_answers(stock))
            asyncio.run(until_it_answers(house.bot))
            figures = asyncio.run(compare(house.bot, stock))
        finally:
            house.stop()
            server.kill()
    ratios = [figures[f"ratio_{people}"] for people in PEOPLE]
    met = min(ratios) >= 1.0 and figures["length_ratio"] <= 1.3
    print(json.dumps({**figures, "met": met}))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
