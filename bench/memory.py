"""Memory of all four processes after conversations in all languages.

Counted is what each has resident, and its fair share of what they have in common (PSS).
Bar: 1.3 GB resident together; it may grow by a tenth at most over as many turns again.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import finish, table  # noqa: E402
from bench.turns import our_messages  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

TURNS = 400
PEOPLE = 20
BAR_MB = 1300.0


def resident(pid: int) -> tuple[float, float]:
    """Megabytes resident, and as a fair share, of a process and its children."""
    totals = {"Rss": 0.0, "Pss": 0.0}
    for one in [pid, *children(pid)]:
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0]) / 1024
    return totals["Rss"], totals["Pss"]


def children(pid: int) -> list[int]:
    """The processes below a process."""
    found = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [deeper for child in found for deeper in children(child)]


async def talk(url: str, texts: list[str]) -> None:
    """Some people share out the messages."""
    chats = [await Chat(url).open() for _ in range(PEOPLE)]

    async def one(chat: Chat, mine: list[str]) -> None:
        for text in mine:
            await chat.say(text, wait=60)

    await asyncio.gather(*(one(chat, texts[n::PEOPLE]) for n, chat in enumerate(chats)))
    for chat in chats:
        await chat.close()


def main() -> int:
    """Returns the exit code."""
    texts = our_messages()
    with tempfile.TemporaryDirectory() as folder:
        house = House(var=Path(folder) / "var").prepare()
        try:
            house.start()
            asyncio.run(talk(house.bot, texts[:TURNS]))
            first = {name: resident(p.pid) for name, p in house.processes.items()}
            asyncio.run(talk(house.bot, texts[TURNS : 2 * TURNS]))
            last = {name: resident(p.pid) for name, p in house.processes.items()}
        finally:
            house.stop()
    table(
        ("process", f"MB after {TURNS}", f"after {2 * TURNS}", "fair share"),
        [(name, first[name][0], last[name][0], last[name][1]) for name in first],
    )
    total, before = sum(r for r, _ in last.values()), sum(r for r, _ in first.values())
    figures = {
        "resident_mb": round(total),
        "fair_share_mb": round(sum(p for _, p in last.values())),
        "growth": round(total / before, 3),
        **{f"{name}_mb": round(last[name][0]) for name in last},
    }
    bars = {"1.3 GB resident": total <= BAR_MB, "grows by a tenth at most": total <= before * 1.1}
    return finish("memory", figures, bars)


if __name__ == "__main__":
    sys.exit(main())
