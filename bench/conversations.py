"""Cost of a turn beside 10, 1,000 and 100,000 stored conversations: it should stay flat.

Three bots with an SQLite file each, asked in turns. The stored conversations are copies of real
ones of ten turns. Bar: at 100,000 at most 1.2 times that at 10.
"""

import asyncio
import itertools
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import finish, table  # noqa: E402
from bench.turns import our_messages  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

SIZES = (10, 1_000, 100_000)
ROUNDS = 60
BAR = 1.2
_COPY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
INSERT INTO {table} ({columns}) SELECT {values} FROM n, {table} t WHERE t.conversation = :like
"""


def fill(file: Path, count: int) -> None:
    """Copies the newest conversation until there are `count`."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA synchronous = OFF")
        like = database.execute(
            "SELECT conversation FROM conversation ORDER BY updated DESC LIMIT 1"
        ).fetchone()[0]
        for name in ("conversation", "event"):
            rows = database.execute(f"PRAGMA table_info({name})").fetchall()
            columns = [row[1] for row in rows]
            values = ["'copy' || i" if c == "conversation" else f't."{c}"' for c in columns]
            database.execute(
                _COPY.format(
                    count=count - 1,
                    table=name,
                    columns=", ".join(f'"{c}"' for c in columns),
                    values=", ".join(values),
                ),
                {"like": like},
            )
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def ten_turns(url: str) -> None:
    """One conversation to copy."""
    chat = await Chat(url).open()
    for text in our_messages()[:10]:
        await chat.say(text, wait=60)
    await chat.close()


async def measure(urls: dict[int, str]) -> dict[int, list[float]]:
    """Seconds of turns of new conversations, the bots asked in turns."""
    texts, numbers = itertools.cycle(our_messages()), itertools.count()
    times: dict[int, list[float]] = {size: [] for size in urls}
    chats: dict[int, Chat] = {}
    for number in range(ROUNDS):
        for size, url in urls.items():
            if number % 6 == 0:
                chats[size] = await Chat(url).open()
                await chats[size].say("Bonjour", wait=60)
            text = f"{next(texts)} {next(numbers)}"
            begin = time.perf_counter()
            await chats[size].say(text, wait=60)
            times[size].append(time.perf_counter() - begin)
    return times


def main() -> int:
    """Returns the exit code."""
    megabytes = {}
    with tempfile.TemporaryDirectory() as folder:
        houses = {size: House(var=Path(folder) / str(size)).prepare() for size in SIZES}
        try:
            for size, house in houses.items():
                house.start("bot")
                asyncio.run(ten_turns(house.bot))
                file = house.var / house.city / "bot.sqlite"
                fill(file, size)
                megabytes[size] = file.stat().st_size / 1e6
            times = asyncio.run(measure({size: house.bot for size, house in houses.items()}))
        finally:
            for house in houses.values():
                house.stop()
    rows = [(size, megabytes[size], median(times[size]) * 1e3) for size in SIZES]
    table(("conversations", "MB", "p50 ms"), rows)
    ratio = median(times[SIZES[-1]]) / median(times[SIZES[0]])
    figures = {
        **{f"turn_ms_{size}": round(median(times[size]) * 1e3, 1) for size in SIZES},
        "megabytes": round(megabytes[SIZES[-1]]),
        "kilobytes_a_conversation": round(megabytes[SIZES[-1]] * 1e3 / SIZES[-1], 1),
        "ratio": round(ratio, 2),
    }
    return finish("conversations", figures, {f"at 100,000 <= {BAR} times at 10": ratio <= BAR})


if __name__ == "__main__":
    sys.exit(main())
