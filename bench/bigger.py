"""From measured costs to machines: what 1,000, 30,000 and a million newcomers a month need.

Reads bench/results (scale, memory, conversations); docs/bigger.md holds the table and the grounds.
"""

import json
import math
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import RESULTS, table  # noqa: E402

NEWCOMERS = (1_000, 30_000, 1_000_000)
TURNS_A_MONTH = 24  # three conversations of eight messages
BUSIEST_HOUR = 0.012  # share of a month's messages: 200 office hours, the busiest 2.4 times usual
BURST = 2.0  # the busiest seconds against the busiest hour
USED = 0.6  # of what a worker can do; beyond, waiting grows (the knee)
MINUTES_OPEN = 6.0  # how long a page stays open for a conversation
HANDED_OVER = 0.05  # share of conversations that ask for a person
CASES_A_COLLEAGUE = 25  # a day


def needs(newcomers: int, cost: dict[str, float]) -> dict[str, float]:
    """What so many newcomers a month need, by `cost` of a worker's turns/s, MB and kB."""
    turns = newcomers * TURNS_A_MONTH
    peak = turns * BUSIEST_HOUR / 3600 * BURST
    conversations = turns / 8
    bots = max(1, math.ceil(peak / (cost["turns_s"] * USED)))
    return {
        "peak turns/s": peak,
        "bots": bots if newcomers < 5_000 else max(2, bots),
        "open pages": conversations * BUSIEST_HOUR * MINUTES_OPEN / 60 * BURST,
        "memory GB": (max(1, bots) * cost["bot_mb"] + cost["rest_mb"]) / 1000,
        "database GB": turns * cost["kb_turn"] / 1e6,
        "cases a day": conversations * HANDED_OVER / 20,
        "colleagues": math.ceil(conversations * HANDED_OVER / 20 / CASES_A_COLLEAGUE),
    }


def main() -> int:
    """Prints the table; returns the exit code."""
    read = {
        name: json.loads((RESULTS / f"{name}.json").read_text())
        for name in ("scale", "memory", "conversations")
    }
    memory = read["memory"]
    cost = {
        "turns_s": read["scale"]["turns_1"],
        "bot_mb": memory["bot_mb"],
        "rest_mb": memory["resident_mb"] - memory["bot_mb"],
        "kb_turn": read["conversations"]["kilobytes_a_conversation"] / 10,
    }
    found = [needs(count, cost) for count in NEWCOMERS]
    table(
        ("a month", *(f"{count:,}" for count in NEWCOMERS)),
        [(name, *(round(column[name], 1) for column in found)) for name in found[0]],
    )
    print(json.dumps({"cost": cost, "needs": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
