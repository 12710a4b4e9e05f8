"""Hand-overs under load and under kills: nothing lost, doubled, out of order, stuck; nobody silent.

First 50 open cases and 10 staff pages: how soon a newcomer's message stands on an open desk page,
and a reply on the newcomer's page (counted from the end of the seconds in which it can be taken
back). Then 200 hand-overs with 2,000 messages while each of the four processes is killed and
started again at random. Last line: the figures. Exit 1: a bar fell short.
Bars: both p95 <= 1 s; lost, doubled, misordered, stuck, spoken over, silent: 0.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.desk_people import PASSWORD, Colleague  # noqa: E402
from bench.handover_run import STAFF, UNDO, Bench  # noqa: E402
from tests.kit.house import House  # noqa: E402

BAR = 1.0
MAKE_STAFF = """
import os, django
os.environ['DJANGO_SETTINGS_MODULE'] = 'desk.settings'
django.setup()
from desk.people.models import User
for number in range({count}):
    User.objects.create_user('staff%d' % number, password={password!r}, display_name='S%d' % number)
"""


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18] if len(times) > 1 else float("inf")


def main() -> int:
    """Runs both parts, prints a table and the figures."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--hand-overs", type=int, default=200)
    reader.add_argument("--messages", type=int, default=10, help="in each hand-over")
    chosen = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = House(var=Path(folder), settings={"UNDO_SECONDS": str(UNDO)}).prepare()
        script = MAKE_STAFF.format(count=STAFF, password=PASSWORD)
        house.do("-c", script)
        try:
            house.start(wait=550)
            bench = Bench(house)
            list(bench.pool.map(Colleague.enter, bench.staff))
            there, back = asyncio.run(bench.speed())
            print(f"p95: desk {p95(there):.2f} s, newcomer {p95(back):.2f} s", flush=True)
            begin = time.monotonic()
            killed = asyncio.run(bench.kills(chosen.hand_overs, chosen.messages))
            seconds = time.monotonic() - begin
            left = bench.ask("SELECT count(*) FROM cases_botcall")[0][0]
        finally:
            house.stop()
        traces = [n for n in ("bot", "desk", "feed") if re.search("Traceback", house.log(n))]
    figures = {
        "desk_p95_s": round(p95(there), 2),
        "newcomer_p95_s": round(p95(back), 2),
        "hand_overs": chosen.hand_overs,
        "messages": bench.messages,
        "kills": dict(killed),
        **{kind.replace(" ", "_"): count for kind, count in bench.found.items()},
    }
    for example in bench.examples[:20]:
        print(example)
    print(f"{'what':28} {'asked':>10} {'measured':>10}")
    print(f"{'newcomer -> desk, p95':28} {'<= 1 s':>10} {figures['desk_p95_s']:>8} s")
    print(f"{'staff -> newcomer, p95':28} {'<= 1 s':>10} {figures['newcomer_p95_s']:>8} s")
    for kind, count in bench.found.items():
        print(f"{kind:28} {'0':>10} {count:>10}")
    print(
        f"{len(there)} and {len(back)} messages timed; {sum(killed.values())} kills in"
        f" {seconds:.0f} s; calls left: {left}; tracebacks in {traces}"
    )
    print(json.dumps(figures))
    return int(p95(there) > BAR or p95(back) > BAR or any(bench.found.values()))


if __name__ == "__main__":
    sys.exit(main())
