"""A million bent inputs over the parsers of foreign input: no crash, no hang over a second.

Each door gets its share of `--inputs` (default 1,000,000); the same `--seed` makes the same inputs.
`--live N` adds N frames and requests to a bot that really runs (default 20,000): no answer of 500,
the line stays usable. A hang is measured in processor time: the machine may be busy.
Last line: the figures. Exit 1: something crashed, hung or answered 500.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # this folder has a telegram.py of its own
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

from tests.kit import fuzz  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

LIMIT_SECONDS = 1.0
SHOWN = 5


def run(door: fuzz.Door, count: int, seed: int) -> dict[str, Any]:
    """`count` inputs at one door."""
    figures: Counter[str] = Counter()
    slowest, begin, crashes = 0.0, time.perf_counter(), []
    for number in range(count):
        made = door.make(Random(f"{seed} {door.name} {number}"))
        started = time.thread_time()
        try:
            door.take(made)
            figures["read"] += 1
        except door.refuses:
            figures["refused"] += 1
        except Exception as error:
            figures["crashed"] += 1
            if len(crashes) < SHOWN:
                crashes.append(f"{door.name} {number}: {type(error).__name__}: {error!s:.120}")
        taken = time.thread_time() - started
        slowest = max(slowest, taken)
        figures["hung"] += taken > LIMIT_SECONDS
    return {
        "inputs": count,
        **{name: figures[name] for name in ("read", "refused", "crashed", "hung")},
        "slowest_ms": round(slowest * 1e3, 1),
        "seconds": round(time.perf_counter() - begin, 1),
        "crashes": crashes,
    }


def frame(rng: Random) -> str:
    """A socket.io frame of the widget, bent."""
    asked = {"session_id": "x", "language": "ar", "after": 3, "stored": True, "pass": "x"}
    said = {"session_id": "x", "id": "m1", "message": "Bonjour", "title": "x", "file": "f"}
    name, data = rng.choice(
        (("session_request", asked), ("user_uttered", said), ("received", {"id": "r"}),
         ("pin", {"pin": "4711", "choose": True}))
    )  # fmt: skip
    sent = json.dumps([name, fuzz.bent(rng, data)])
    number = rng.choice(("", "7"))
    return fuzz.bent_text(rng, f"42{number}{sent}") if rng.random() < 0.3 else f"42{number}{sent}"


def request(rng: Random) -> bytes:
    """A request to one of the bot's addresses, bent."""
    path = rng.choice(
        ("/", "/widget/city.ar.json", "/widget/file?id=abcdefgh&lang=ar", "/my-data/x.html",
         "/socket.io/?EIO=4&transport=polling", "/webhooks/staff/feed", "/webhooks/telegram/x",
         "/conversations/x/tracker/events", "/model/parse", "/fr/civic_orientation/", "/model")
    )  # fmt: skip
    body = json.dumps(fuzz.bent(rng, {"text": "x", "pin": "4711"})).encode("utf-8", "replace")
    head = f"{rng.choice(('GET', 'POST', 'PUT'))} {path} HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Connection: close\r\nContent-Length: {len(body)}\r\nAuthorization: Bearer x\r\n\r\n"
    whole = head.encode() + body
    return fuzz.bent_bytes(rng, whole) if rng.random() < 0.7 else whole


async def live(house: House, count: int, seed: int) -> dict[str, Any]:
    """Frames and requests to a running bot; between them somebody ordinary talks."""
    figures: Counter[str] = Counter()
    port, slowest = int(house.settings["BOT_PORT"]), 0.0
    begin = time.perf_counter()
    for number in range(0, count, 100):
        rng = Random(f"{seed} live {number}")
        await asyncio.gather(*(_frames(house, rng, figures) for _ in range(2)))
        await asyncio.gather(*(_request(port, request(rng), figures) for _ in range(20)))
        if number % 2000 == 0:
            chat = await Chat(house.bot).open()
            asked = time.perf_counter()
            receipt = await chat.say("Bonjour", wait=60)
            slowest = max(slowest, time.perf_counter() - asked)
            figures["lost"] += receipt["status"] != "stored"
            await chat.close()
    return {
        "inputs": figures["frames"] + figures["requests"],
        "read": figures["frames"] + figures["answered"],
        "refused": figures["closed"],
        "crashed": figures["500"] + figures["lost"],
        "hung": figures["hung"],
        "slowest_ms": round(slowest * 1e3, 1),
        "seconds": round(time.perf_counter() - begin, 1),
        "crashes": [],
    }


async def _frames(house: House, rng: Random, figures: Counter[str]) -> None:
    chat = Chat(house.bot)
    try:
        await chat.open()
        for _ in range(40):
            figures["frames"] += 1
            await chat._socket.send(frame(rng).encode("utf-8", "replace").decode())
    except Exception:  # the server may hang up on what is no frame
        figures["closed"] += 1
    with contextlib.suppress(Exception):
        await chat.close()


async def _request(port: int, sent: bytes, figures: Counter[str]) -> None:
    figures["requests"] += 1
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        try:
            answer = await asyncio.wait_for(reader.read(4000), 20)
        except asyncio.TimeoutError:
            figures["hung"] += 1
            answer = b""
        status = answer.split(b" ", 2)[1:2]
        figures["answered"] += bool(status)
        figures["500"] += bool(status and status[0].startswith(b"5") and status[0] != b"503")
        writer.close()


def main() -> int:
    """Runs all doors, prints the table. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--live", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--only", default="", help="doors whose name holds this")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import django

    django.setup()
    doors = fuzz.doors()
    whole = sum(door.share for door in doors)
    table: dict[str, dict[str, Any]] = {}
    print(
        f"{'door':>24} {'inputs':>8} {'read':>8} {'refused':>8} {'crash':>6} {'hang':>5} {'ms':>7}"
    )
    for door in doors:
        if options.only in door.name:
            count = -(-options.inputs * door.share // whole)
            _tell(door.name, table.setdefault(door.name, run(door, count, options.seed)))
    if options.live and options.only in "a running bot":
        with tempfile.TemporaryDirectory() as folder:
            house = House(var=Path(folder) / "var").prepare(desk=False)
            try:
                house.start("bot", wait=600)
                alive = house.processes["bot"]
                figures = asyncio.run(live(house, options.live, options.seed))
                figures["crashed"] += alive.poll() is not None
                _tell("a running bot", table.setdefault("a running bot", figures))
            finally:
                house.stop()
    sums = {
        name: sum(row[name] for row in table.values())
        for name in ("inputs", "read", "refused", "crashed", "hung")
    }
    for row in table.values():
        for line in row["crashes"]:
            print(line)
    met = sums["crashed"] == sums["hung"] == 0
    print(json.dumps({**sums, "seed": options.seed, "met": met}))
    return 0 if met else 1


def _tell(name: str, row: dict[str, Any]) -> None:
    print(
        f"{name:>24} {row['inputs']:>8} {row['read']:>8} {row['refused']:>8} {row['crashed']:>6} "
        f"{row['hung']:>5} {row['slowest_ms']:>7}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
