"""One, two and four bot workers on PostgreSQL, Redis, RabbitMQ and nginx; a worker killed.

Part one: turns a second with as many people as it takes to saturate, workers measured in turns;
then offered load in steps, to see where waiting begins (the knee). Part two: 500 conversations,
one worker killed by signal 9 in their middle.
Bars: two workers >= 1.5 times one; no message lost or answered twice; 95 of 100 turns that begin
ten seconds after the kill as fast as before it (1.5 times, or 0.1 s more).
`--kill` and `--scale` run one part; `--workers 1,2` leaves four out.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.person import Person  # noqa: E402
from bench.report import finish, table  # noqa: E402
from bench.turns import our_messages  # noqa: E402
from tests.kit.house import House  # noqa: E402
from tests.kit.proxy import proxy  # noqa: E402
from tests.kit.town import town  # noqa: E402

PEOPLE = 24
ROUNDS = 3
SECONDS = 12.0
CONVERSATIONS = 500
STEPS = (0.3, 0.6, 0.8, 0.9, 1.0, 1.2)
_texts = itertools.cycle(our_messages())
_ids = itertools.count()


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else (times or [0.0])[0]


async def saturate(url: str, people: int, seconds: float) -> tuple[float, list[float]]:
    """Turns a second with `people` who write as soon as they are answered."""
    crowd = [Person(url=url) for _ in range(people)]
    for person in crowd:
        await person.say(f"o{next(_ids)}", "Bonjour")
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def talk(person: Person) -> None:
        while time.perf_counter() < end:
            times.append(await person.say(f"s{next(_ids)}", next(_texts)))

    begin = time.perf_counter()
    await asyncio.gather(*map(talk, crowd))
    rate = len(times) / (time.perf_counter() - begin)
    for person in crowd:
        await person.leave()
    return rate, times


async def offer(url: str, rate: float, seconds: float) -> list[float]:
    """Times of turns when messages come at random at `rate` a second, answered or not."""
    crowd = [Person(url=url) for _ in range(60)]
    for person in crowd:
        await person.say(f"o{next(_ids)}", "Bonjour")
    free: asyncio.Queue[Person] = asyncio.Queue()
    for person in crowd:
        free.put_nowait(person)
    times: list[float] = []
    chance = random.Random(3)

    async def one() -> None:
        begin = time.perf_counter()
        person = await free.get()
        await person.say(f"f{next(_ids)}", next(_texts))
        times.append(time.perf_counter() - begin)
        free.put_nowait(person)

    tasks = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        tasks.append(asyncio.create_task(one()))
        await asyncio.sleep(chance.expovariate(rate))
    await asyncio.gather(*tasks)
    for person in crowd:
        await person.leave()
    return times


def scale(fronts: dict[int, str]) -> dict[str, Any]:
    """Saturation and knee for each number of workers."""
    rates: dict[int, list[float]] = {workers: [] for workers in fronts}
    spent: dict[int, list[float]] = {workers: [] for workers in fronts}
    for _ in range(ROUNDS):
        for workers, url in fronts.items():
            rate, times = asyncio.run(saturate(url, PEOPLE, SECONDS))
            rates[workers].append(rate)
            spent[workers] += times
    full = {workers: median(rates[workers]) for workers in fronts}
    table(
        ("workers", "turns/s", "rounds", "p50 ms", "p95 ms"),
        [
            (
                workers,
                full[workers],
                " ".join(f"{rate:.0f}" for rate in rates[workers]),
                median(spent[workers]) * 1e3,
                p95(spent[workers]) * 1e3,
            )
            for workers in fronts
        ],
    )
    figures: dict[str, Any] = {f"turns_{workers}": round(full[workers], 1) for workers in fronts}
    steps = []
    for workers, url in fronts.items():
        for share in STEPS:
            times = asyncio.run(offer(url, full[workers] * share, 8.0))
            steps.append((workers, full[workers] * share, median(times) * 1e3, p95(times) * 1e3))
    table(("workers", "offered/s", "p50 ms", "p95 ms"), steps)
    figures["offered"] = [[round(float(cell), 1) for cell in row] for row in steps]
    if 2 in full:
        figures["ratio_2"] = round(full[2] / full[1], 2)
    return figures


async def _talks(
    url: str, rate: float, count: int, killer: Any
) -> tuple[list[Person], list[Any], float]:
    crowd = [Person(url=url) for _ in range(count)]
    turns: list[tuple[float, float]] = []
    killed = 0.0
    span = count * 3 / rate

    async def talk(number: int, person: Person) -> None:
        await asyncio.sleep(number / count * span * 0.6)
        for turn in range(3):
            begin = time.perf_counter()
            turns.append((begin, await person.say(f"k{number}.{turn}", next(_texts))))
            await asyncio.sleep(span * 0.12)

    async def kill() -> None:
        nonlocal killed
        await asyncio.sleep(span * 0.45)
        killed = time.perf_counter()
        await asyncio.get_running_loop().run_in_executor(None, killer)

    await asyncio.gather(kill(), *(talk(number, person) for number, person in enumerate(crowd)))
    for person in crowd:
        await person.leave()
    return crowd, turns, killed


def _check(house: House, crowd: list[Person]) -> tuple[int, int]:
    """How many messages are lost, how many answered twice, by what the store holds."""
    with closing(psycopg2.connect(house.settings["BOT_DATABASE_URL"])) as database:
        cursor = database.cursor()
        cursor.execute("SELECT message_id FROM event WHERE message_id LIKE 'k%'")
        ids = [row[0] for row in cursor.fetchall()]
    answered = Counter(id_.rpartition(".")[0] for id_ in ids if id_.count(".") == 2)
    said = Counter(id_ for id_ in ids if id_.count(".") == 1)
    lost = sum(
        said[id_] != 1 or not answered[id_]
        for number in range(len(crowd))
        for id_ in (f"k{number}.{turn}" for turn in range(3))
    )
    heard_twice = sum(count > 1 for person in crowd for count in person.answers.values())
    return lost, heard_twice + sum(count > 1 for count in Counter(ids).values())


def kill(house: House, url: str, rate: float, count: int) -> dict[str, Any]:
    """500 conversations at `rate` messages a second, one worker killed in their middle."""
    crowd, turns, killed = asyncio.run(
        _talks(url, rate, count, lambda: house.stop("bot2", hard=True))
    )
    lost, twice = _check(house, crowd)
    before = [taken for begin, taken in turns if begin + taken < killed]
    during = [taken for begin, taken in turns if begin < killed + 10 and begin + taken >= killed]
    after = [taken for begin, taken in turns if begin >= killed + 10]
    rows = [
        (name, len(times), median(times) * 1e3, p95(times) * 1e3, max(times) * 1e3)
        for name, times in (("before", before), ("first 10 s", during), ("after", after))
    ]
    table(("kill -9", "turns", "p50 ms", "p95 ms", "longest ms"), rows)
    return {
        "messages": len(turns),
        "lost": lost,
        "twice": twice,
        "came_back": sum(person.comebacks > 0 for person in crowd),
        "p95_before_ms": round(p95(before) * 1e3, 1),
        "p95_after_ms": round(p95(after) * 1e3, 1),
        "longest_ms": round(max(during) * 1e3, 1),
    }


def main() -> int:
    """Starts everything, measures, stops. Returns the exit code."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--kill", action="store_true")
    asked.add_argument("--scale", action="store_true")
    asked.add_argument("--workers", default="1,2,4")
    asked.add_argument("--rate", type=float, default=0.0)
    asked.add_argument("--conversations", type=int, default=CONVERSATIONS)
    options = asked.parse_args()
    both = options.kill == options.scale
    counts = [int(count) for count in options.workers.split(",")] if options.scale or both else [2]
    figures: dict[str, Any] = {}
    bars: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        bots = ["bot", "bot2", "bot3", "bot4"][: max(2, *counts)]
        house = opened.enter_context(town(Path(folder) / "var", "actions", "desk", "feed", *bots))
        desks = [house.address("desk")]
        fronts = {}
        for count in sorted({*counts, 2}):
            behind = [house.address(bot) for bot in bots[:count]]
            front = proxy(Path(folder) / f"nginx{count}", bots=behind, desks=desks)
            fronts[count] = opened.enter_context(front).chat
        if options.scale or both:
            figures |= scale({count: fronts[count] for count in counts})
            bars["two workers >= 1.5 times one"] = figures.get("ratio_2", 0) >= 1.5
        if options.kill or both:
            rate = options.rate or figures.get("turns_1", 30.0) * 0.4
            figures |= kill(house, fronts[2], rate, options.conversations)
            bars["no message lost"] = figures["lost"] == 0
            bars["no message answered twice"] = figures["twice"] == 0
            normal = max(figures["p95_before_ms"] * 1.5, figures["p95_before_ms"] + 100)
            bars["p95 normal after 10 s"] = figures["p95_after_ms"] <= normal
    return finish("scale", figures, bars)


if __name__ == "__main__":
    sys.exit(main())
