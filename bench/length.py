"""The 5th and the 500th turn of one conversation: they should cost the same.

Several conversations at once in different places of their length, so that a busy moment of the
machine falls on early and late turns alike. Bar: 1.2 times.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import finish, table  # noqa: E402
from bench.turns import our_messages  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

LONG = 495
PAIRS = 60
BAR = 1.2


async def measure(url: str) -> tuple[list[float], list[float]]:
    """Seconds of turns 3 to 12 of new conversations and of turns around the 500th, in turns."""
    texts = itertools.cycle(our_messages())
    numbers = itertools.count()

    async def say(chat: Chat) -> float:
        text = f"{next(texts)} {next(numbers)}"
        begin = time.perf_counter()
        await chat.say(text, wait=60)
        return time.perf_counter() - begin

    old = [await Chat(url).open() for _ in range(4)]
    for _ in range(LONG):
        await asyncio.gather(*(say(chat) for chat in old))
    early, late = [], []
    young: list[Chat] = []
    for number in range(PAIRS):
        if number % 10 == 0:
            young = [await Chat(url).open() for _ in range(1)]
            for _ in range(3):
                await say(young[0])
        early.append(await say(young[0]))
        late.append(await say(old[number % 4]))
    return early, late


def main() -> int:
    """Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(var=Path(folder) / "var").prepare()
        try:
            house.start("bot")
            early, late = asyncio.run(measure(house.bot))
        finally:
            house.stop()
    rows = [("5th", early), (f"{LONG}th and later", late)]
    table(("turn", "p50 ms"), [(name, median(times) * 1e3) for name, times in rows])
    ratio = median(late) / median(early)
    figures = {
        "turn_5_ms": round(median(early) * 1e3, 1),
        "turn_500_ms": round(median(late) * 1e3, 1),
        "ratio": round(ratio, 2),
    }
    return finish("length", figures, {f"500th <= {BAR} times the 5th": ratio <= BAR})


if __name__ == "__main__":
    sys.exit(main())
