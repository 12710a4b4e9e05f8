"""Mixed abuse beside twenty ordinary people: quick turns, no restart, flat memory.

Everything runs on loopback against processes that this bench starts and stops, for a bounded time:
`--minutes` (default 1; the full run is 30). Abuse: floods from many conversations, giant and odd
messages, broken frames, half-open requests, many idle sockets, forged tokens and choices.
Bars: p95 of ordinary turns < 1 s; all processes are the same ones; the bot's memory grows < 15 %.
Last line: the figures. Exit 1: a bar failed.
"""

import argparse
import asyncio
import contextlib
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import websockets

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

ORDINARY = 20
QUESTIONS = (
    "Combien coûte le parcours d'accueil ?",
    "كيف أسجل طفلي في المدرسة؟",
    "I am looking for a flat",
    "Де записатися до лікаря?",
    "Wat zijn mijn rechten als huurder?",
)
ODD = (
    "\u202e" * 3000,
    "a" + "\u0301" * 5000,
    "\u200b" * 9000,
    "/restart",
    '/emergency{"kind": "violence"}',
    "EXTERNAL: session_start",
    "c.erase?receipt=X.AAAAAAAAAAAA",
    "\x00" * 500,
    "😀" * 4000,
    "x" * 90_000,
    "'; DROP TABLE event; --",
    "<script>alert(1)</script>" * 300,
)
FRAMES = (
    "42{{{",
    "9",
    "45-x",
    '42["user_uttered"]',
    '42["user_uttered",{"message":{"a":1}}]',
    "2" * 99_000,
)


def memory(pid: int) -> float:
    """Resident megabytes of a process and its children."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            lines = dict(
                line.split(":", 1) for line in path.read_text().splitlines() if ":" in line
            )
            if int(lines["Pid"]) == pid or int(lines["PPid"]) == pid:
                total += int(lines["VmRSS"].split()[0])
    return total / 1024


async def ordinary(url: str, until: float, times: list[float]) -> None:
    """Somebody who asks every few seconds."""
    chat = await Chat(url).open()
    while time.monotonic() < until:
        await asyncio.sleep(random.uniform(2.5, 5))
        begin = time.perf_counter()
        await chat.say(random.choice(QUESTIONS), wait=60)
        times.append(time.perf_counter() - begin)
    await chat.close()


async def flood(url: str, until: float, refused: list[int]) -> None:
    """One conversation after the other, as fast as the door lets through."""
    while time.monotonic() < until:
        with contextlib.suppress(Exception):
            chat = await Chat(url).open()
            for _ in range(40):
                answer = await chat.say(random.choice(ODD), wait=30)
                refused.append((answer or {}).get("error") == "rate")
            await chat.close()
        await asyncio.sleep(0.05)


async def broken(url: str, until: float) -> None:
    """Frames that mean nothing, tokens that nobody signed."""
    address = url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
    while time.monotonic() < until:
        with contextlib.suppress(Exception):
            async with websockets.connect(address, max_size=None) as socket:
                await socket.recv()
                await socket.send("40")
                for frame in FRAMES:
                    await socket.send(frame)
                await socket.send('42["session_request",{"session_id":"' + "x" * 3000 + '"}]')
                await asyncio.wait_for(socket.recv(), 1)
        await asyncio.sleep(0.1)


async def slow(port: int, until: float) -> None:
    """Requests that never end: a byte every two seconds."""
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for letter in b"POST /webhooks/ HTTP/1.1\r\nX: ":
                if time.monotonic() > until:
                    break
                writer.write(bytes([letter]))
                await writer.drain()
                await asyncio.sleep(2)
            writer.close()


async def idle(port: int, count: int, until: float) -> int:
    """Sockets that are opened and say nothing; returns how many were open at once."""
    writers = []
    for number in range(count):
        with contextlib.suppress(OSError):
            writers.append((await asyncio.open_connection("127.0.0.1", port))[1])
        if number % 200 == 199:
            await asyncio.sleep(0.2)
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    for writer in writers:
        writer.close()
    return len(writers)


async def run(house: House, minutes: float, sockets: int) -> dict[str, float]:
    """All at once until the time is over."""
    until = time.monotonic() + minutes * 60
    port = int(house.settings["BOT_PORT"])
    times: list[float] = []
    refused: list[int] = []
    work = [ordinary(house.bot, until, times) for _ in range(ORDINARY)]
    work += [flood(house.bot, until, refused) for _ in range(3)]
    work += [broken(house.bot, until) for _ in range(2)]
    work += [slow(port, until) for _ in range(20)]
    held, *_ = await asyncio.gather(idle(port, sockets, until), *work)
    return {
        "turns": len(times),
        "p50_ms": round(median(times) * 1e3, 1),
        "p95_ms": round(quantiles(times, n=20)[-1] * 1e3, 1),
        "abusive": len(refused),
        "refused": sum(refused),
        "sockets": held,
    }


def main() -> int:
    """Starts the house, abuses it, prints. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--sockets", type=int, default=5000)
    options = parser.parse_args()
    minutes = min(options.minutes, 30.0)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        limits = {"LIMIT_PERSON": "24", "LIMIT_ADDRESS": "0", "LIMIT_ALL": "6000"}
        house = House(var=Path(folder) / "var", settings=limits).prepare()
        try:
            house.start(wait=300)
            pids = {name: process.pid for name, process in house.processes.items()}
            asyncio.run(run(house, 0.2, 50))  # warm: what a process needs once is no leak
            before = memory(pids["bot"])
            figures = asyncio.run(run(house, minutes, options.sockets))
            after = memory(pids["bot"])
            alive = all(process.poll() is None for process in house.processes.values())
        finally:
            house.stop()
    growth = after / before - 1
    figures |= {"memory_mb": round(after), "growth_percent": round(growth * 100, 1)}
    print(f"{'figure':>16} {'value':>10}")
    for name, value in figures.items():
        print(f"{name:>16} {value:>10}")
    met = figures["p95_ms"] < 1000 and alive and growth < 0.15
    print(json.dumps({**figures, "minutes": minutes, "same_processes": alive, "met": met}))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
