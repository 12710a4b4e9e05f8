"""`python bench/courses.py`: the course search at 100,000 courses with 300,000 sessions.

Asks a desk in this process (the whole of Django, no network) `GET /api/v1/courses` with four
filters and a place, on SQLite and, where BENCH_POSTGRES names a server (`postgres://user@host`), on
a database of its own there. Prints a table and, last, the figures. Exits 1 where a bar falls short.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
MANY, FEW = 100_000, 10_000
REQUESTS, WARM_UP = 300, 20
BAR_MS = {"sqlite": 30.0, "postgresql": 20.0}
TIMES_SLOWER = 2.0
LANGUAGES = ("fr", "nl", "en")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS = ("du soir", "de base", "intensif", "en groupe")
SETTINGS = {
    "CITY": "schaerbeek",
    "DESK_SECRET_KEY": "a key of the bench, nobody else knows it",
    "BOT_API_SECRET": "",
    "DESK_URL": "",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "desk.settings",
}


def fill(count: int) -> None:
    """Generates courses the way offers differ: half of the fields unknown, three sessions each."""
    from datetime import date
    from datetime import time as clock

    from django.core.management import call_command
    from django.db import connection

    from desk.courses import inventory, near, values
    from desk.courses.exchange import plan
    from desk.courses.models import Course, Provider, Session

    call_command("migrate", verbosity=0)
    chance, places = random.Random(7), list(near.places())
    providers = Provider.objects.bulk_create(
        Provider(name=f"Organisme {number}") for number in range(count // 50)
    )
    courses, sessions = [], []

    def perhaps(value: object) -> object:
        return value if chance.random() < 0.5 else None

    for number in range(count):
        place = chance.choice(places)
        course = Course(
            id=f"gen-{number:06d}",
            provider=chance.choice(providers),
            title=f"Cours {chance.choice(KINDS)} {number}",
            target_language=chance.choice(LANGUAGES),
            level_mask=perhaps(1 << chance.randrange(8)),
            mode=chance.choice(("", *values.MODES)),
            municipality=place.municipality,
            postcode=place.postcode,
            neighbourhood=place.name,
            free=perhaps(chance.random() < 0.5),
            price=perhaps(chance.randrange(300)),
            childcare=perhaps(chance.random() < 0.3),
            women_only=perhaps(chance.random() < 0.1),
            enrol_phone="02 000 00 00" if chance.random() < 0.7 else "",
            last_seen=perhaps(chance.randrange(2015, 2027)),
            confirmed_on=perhaps(date(2026, chance.randrange(1, 12), 1)),
        )
        plan.place(course, near.places())
        start, known = chance.randrange(8, 20), chance.random() < 0.7
        own = [
            Session(
                course=course,
                day=day,
                start=clock(start) if known else None,
                end=clock(start + 2) if known else None,
            )
            for day in chance.sample(DAYS, 3)
        ]
        course.set_bands(own)
        courses.append(course)
        sessions += own
    Course.objects.bulk_create(courses, batch_size=2000)
    Session.objects.bulk_create(sessions, batch_size=5000)
    inventory.renew()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the databases themselves do after a while


def queries(count: int) -> list[str]:
    """Searches with four filters and a place, all different in some way."""
    chance = random.Random(11)
    places = ("Place Liedts", "1030", "Helmet", "Ixelles", "Place Meiser", "1080", "Laeken")
    return [
        f"/api/v1/courses?target_language={chance.choice(LANGUAGES)}"
        f"&level={chance.choice(('literacy', 'A1', 'A2', 'B1'))}"
        f"&schedule={chance.choice(('evening', 'morning', 'weekend', 'school_hours'))}"
        f"&{chance.choice(('childcare=true', 'free=true', 'mode=class', 'audience=women'))}"
        f"&place={chance.choice(places)}&limit={chance.choice((3, 10))}"
        for _ in range(count)
    ]


def measure() -> dict[str, float]:
    """Times of answers in milliseconds, the first page and the page after it."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    began = time.perf_counter()
    client.get("/api/v1/courses?limit=1")
    first = (time.perf_counter() - began) * 1e3
    times, worked = [], []
    for number, query in enumerate(queries(WARM_UP + REQUESTS)):
        began, processor = time.perf_counter(), time.process_time()
        response = client.get(query)
        took = (time.perf_counter() - began) * 1e3
        worked.append((time.process_time() - processor) * 1e3)
        assert response.status_code == 200, response.content
        if number >= WARM_UP:
            times.append(took)
            after = response.json()["next"]
            if after and number % 10 == 0:
                began = time.perf_counter()
                assert client.get(f"{query}&after={after}").status_code == 200
                times.append((time.perf_counter() - began) * 1e3)
    cuts = quantiles(times, n=100)
    own = quantiles(worked[WARM_UP:], n=100)[94]
    return {"first_ms": first, "p50_ms": cuts[49], "p95_ms": cuts[94], "p95_cpu_ms": own}


def worker(count: int) -> None:
    """In a process of its own: fills the database and measures."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    fill(count)
    print(json.dumps(measure()))


def run(url: str, count: int, folder: str) -> dict[str, float]:
    """Measures one database of this size."""
    environment = {**os.environ, **SETTINGS, "DESK_DATABASE_URL": url, "VAR_DIR": folder}
    done = subprocess.run(
        [sys.executable, __file__, "worker", str(count)],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def postgres(server: str, name: str, action: str) -> None:
    """Makes or drops a database of our own."""
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        if action == "make":
            connection.execute(f'CREATE DATABASE "{name}"')


def main() -> int:
    """Measures both sizes on each database. Returns the exit code."""
    server = os.environ.get("BENCH_POSTGRES", "").rstrip("/")
    figures: dict[str, float] = {}
    print("    database  courses   p50 ms   p95 ms  of it processor  first ms")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("sqlite", "postgresql") if server else ("sqlite",):
            for count in (FEW, MANY):
                name = f"courses_bench_{count}"
                url = f"sqlite:///{folder}/{name}.sqlite"
                if kind == "postgresql":
                    postgres(server, name, "make")
                    url = f"{server}/{name}"
                try:
                    one = run(url, count, folder)
                finally:
                    if kind == "postgresql":
                        postgres(server, name, "drop")
                print(
                    f"{kind:>12} {count:>8} {one['p50_ms']:>8.1f} {one['p95_ms']:>8.1f}"
                    f" {one['p95_cpu_ms']:>16.1f} {one['first_ms']:>9.0f}",
                    flush=True,
                )
                figures |= {f"{kind}_{count}_{key}": round(one[key], 1) for key in one}
            slower = figures[f"{kind}_{MANY}_p50_ms"] / figures[f"{kind}_{FEW}_p50_ms"]
            figures[f"{kind}_times_slower"] = round(slower, 2)
    kinds = [kind for kind in BAR_MS if f"{kind}_times_slower" in figures]
    met = all(
        figures[f"{kind}_{MANY}_p95_ms"] <= BAR_MS[kind]
        and figures[f"{kind}_times_slower"] <= TIMES_SLOWER
        for kind in kinds
    )
    print(json.dumps({**figures, "met": met}))
    return 0 if met else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        worker(int(sys.argv[2]))
    else:
        sys.exit(main())
