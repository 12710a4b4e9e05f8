"""The maintainers' commands: `python -m knowledge check|topics|topic NAME`.

Prints for maintainers, in plain words. Changes no file except by `topic`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from knowledge import DataError, Library, load, skeleton
from knowledge.check import check
from knowledge.coverage import MISSING, coverage
from knowledge.examples import load as load_examples

_LETTERS = {"source": "S", "reviewed": "R", "draft": "d", "outdated": "o", MISSING: "."}
_WIDEST = 30


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (1 when something blocks)."""
    parser = argparse.ArgumentParser(prog="knowledge", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--city", default=os.environ.get("CITY") or _default_city())
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="what has to be mended, with file, line and remedy")
    commands.add_parser("topics", help="the coverage table and the next three things to do")
    topic = commands.add_parser("topic", help="write the two files of a new topic")
    topic.add_argument("name", metavar="NAME")
    options = parser.parse_args(arguments)
    if not options.city:
        parser.error("say which city: CITY=... in the environment or in default.env")
    if options.command == "check":
        return _check(options.data, options.city)
    try:
        library = load(options.data, options.city)
        return _topics(library) if options.command == "topics" else _topic(library, options.name)
    except DataError as error:
        print(error.problem, file=sys.stderr)
        return 1


def _default_city() -> str:
    defaults = Path("default.env")
    lines = defaults.read_text(encoding="utf-8").splitlines() if defaults.is_file() else []
    values = dict(line.split("=", 1) for line in lines if "=" in line and line[:1] != "#")
    return values.get("CITY", "").strip()


def _check(root: Path, city: str) -> int:
    problems = check(root, city)
    for problem in problems:
        print(f"{'warning' if problem.warning else 'ERROR'}  {problem}")
    errors = [problem for problem in problems if not problem.warning]
    blocked = sorted({problem.topic for problem in errors if problem.topic})
    print(f"{len(errors)} errors, {len(problems) - len(errors)} warnings.", end=" ")
    print(f"Blocked topics: {', '.join(blocked)}." if blocked else "No topic is blocked.")
    return 1 if errors else 0


def _topics(library: Library) -> int:
    table = coverage(library, load_examples(library.root / "nlu"))
    print(
        " " * _WIDEST, *(f"{code:>3}" for code in table.languages), " confirmed   examples  check"
    )
    for row in table.rows:
        states = (f"{_LETTERS[row.states[code]]:>3}" for code in table.languages)
        check_open = "open" if row.check and not row.confirmed else ""
        print(
            f"{row.topic:{_WIDEST}}",
            *states,
            f" {row.confirmed or '-':11} {row.examples:8}  {check_open}",
        )
    print("\nS source, R reviewed, d draft (nobody has checked it), o outdated, . missing")
    counts = ", ".join(f"{state} {table.count(state)}" for state in _LETTERS)
    print(f"{len(table.rows)} topics. {counts}.")
    print(f"{len(table.open_office_checks)} open questions on offices and numbers:")
    for name, question in table.open_office_checks:
        print(f"  {name}: {question}")
    for problem in library.topics.problems:
        print(f"BLOCKED  {problem}")
    print("\nNext:")
    for number, (topic, what) in enumerate(table.next_steps, 1):
        print(f"  {number}. {topic}: {what}")
    return 0


def _topic(library: Library, name: str) -> int:
    try:
        answer, examples = skeleton.write(library, name)
    except skeleton.TopicNameError:
        print(f"'{name}' cannot be used: small letters and _ only, and no topic that exists.")
        return 1
    print(f"Write the answer into {answer} and what people ask into {examples}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
