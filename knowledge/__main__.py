"""The maintainers' commands: `python -m knowledge COMMAND`, each also `make COMMAND`.

Prints for maintainers, in plain words. Only `topic`, `city` and `review-import` change the data.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge import (
    DataError,
    Library,
    Problem,
    audio,
    load,
    new_city,
    poster,
    preview,
    review,
    skeleton,
)
from knowledge.check import check
from knowledge.coverage import coverage, lines
from knowledge.examples import load as load_examples


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (1 when something blocks)."""
    parser = argparse.ArgumentParser(prog="knowledge", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("DATA_DIR") or "data"))
    parser.add_argument("--city", default=os.environ.get("CITY") or _default_city())
    parser.add_argument("--out", type=Path, default=Path(os.environ.get("VAR_DIR") or "var"))
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="what has to be mended, with file, line and remedy")
    commands.add_parser("topics", help="the coverage table and the next three things to do")
    topic = commands.add_parser("topic", help="write the two files of a new topic")
    topic.add_argument("name", metavar="NAME")
    city = commands.add_parser("city", help="write the folder of a new city")
    city.add_argument("name", metavar="NAME")
    page = commands.add_parser("preview", help="all topics in all languages as one web page")
    page.add_argument("name", metavar="NAME", nargs="?")
    sheet = commands.add_parser("review", help="a spreadsheet for a reviewer of one language")
    sheet.add_argument("--language", metavar="LANGUAGE", required=True)
    sheet.add_argument("--only", choices=("draft", "outdated", "reviewed"))
    back = commands.add_parser("review-import", help="bring a reviewer's corrections back")
    back.add_argument("file", type=Path, metavar="FILE")
    commands.add_parser("audio", help="simple texts that nobody has recorded as they stand now")
    sign = commands.add_parser("poster", help="A4 sheet and pocket card with QR codes")
    sign.add_argument("office", metavar="OFFICE")
    sign.add_argument("--language", metavar="LANGUAGE")
    sign.add_argument("--url", help="where the chat page stands, unless city.yml says it")
    given = parser.parse_args(arguments)
    if not given.city:
        parser.error("say which city: CITY=... in the environment or in default.env")
    if given.command == "city":
        return _new_city(given)
    if given.command == "check":
        return report(check(given.data, given.city))
    try:
        return _COMMANDS[given.command](load(given.data, given.city), given)
    except DataError as error:
        return _refuse(str(error.problem))


def report(problems: Iterable[Problem]) -> int:
    """Prints problems, errors last, where a reader looks first; 1 when something blocks."""
    found = sorted(problems, key=lambda one: (not one.warning, str(one.file), one.line))
    for problem in found:
        print(f"{'warning' if problem.warning else 'ERROR'}  {problem}")
    errors = [problem for problem in found if not problem.warning]
    blocked = sorted({problem.topic for problem in errors if problem.topic})
    print(f"{len(errors)} errors, {len(found) - len(errors)} warnings.", end=" ")
    print(f"Blocked topics: {', '.join(blocked)}." if blocked else "No topic is blocked.")
    return 1 if errors else 0


def _new_city(given: argparse.Namespace) -> int:
    try:
        home = new_city.write(given.data, given.name, pattern=given.city)
    except new_city.CityNameError:
        return _refuse(
            f"'{given.name}' cannot be used: small letters, digits and _ only,"
            " and no city that exists."
        )
    print(f"Written: {home}. Next: docs/add-a-city.md, then CITY={given.name} make check-data.")
    return 0


def _default_city() -> str:
    defaults = Path("default.env")
    rows = defaults.read_text(encoding="utf-8").splitlines() if defaults.is_file() else []
    values = dict(line.split("=", 1) for line in rows if "=" in line and line[:1] != "#")
    return values.get("CITY", "").strip()


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


def _topics(library: Library, given: argparse.Namespace) -> int:
    print(*lines(coverage(library, load_examples(library.root / "nlu")), library), sep="\n")
    return 0


def _topic(library: Library, given: argparse.Namespace) -> int:
    try:
        answer, examples = skeleton.write(library, given.name)
    except skeleton.TopicNameError:
        return _refuse(
            f"'{given.name}' cannot be used: small letters and _ only, and no topic that exists."
        )
    print(f"Write the answer into {answer} and what people ask into {examples}.")
    return 0


def _preview(library: Library, given: argparse.Namespace) -> int:
    name = given.name or None
    if name and name not in library.topics:
        return _refuse(f"There is no topic '{name}'.")
    path = given.out / library.city.id / "preview.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(preview.preview(library, only=name), encoding="utf-8")
    print(f"Open {path} in a browser.")
    return 0


def _review(library: Library, given: argparse.Namespace) -> int:
    language = given.language
    if language not in library.languages or language == library.city.source_language:
        return _refuse(f"'{language}' is no language that is translated into.")
    path = given.out / library.city.id / "review" / f"{library.city.id}-{language}.xlsx"
    topics = review.write(library, language, path, only=given.only)
    print(f"{topics} topics stand in {path}. The reviewer's name goes into B2, the date into D2.")
    return 0


def _review_import(library: Library, given: argparse.Namespace) -> int:
    try:
        outcome = review.take_back(library, given.file)
    except review.ReviewFileError as error:
        return _refuse(f"Nothing was changed: {error}.")
    for refusal in outcome.refused:
        print(f"REFUSED  {refusal}")
    print(f"{outcome.changed} texts changed, {len(outcome.reviewed)} topics reviewed,", end=" ")
    print(f"{len(outcome.refused)} rows refused. `make publish` brings it to the readers.")
    return 1 if outcome.refused else 0


def _audio(library: Library, given: argparse.Namespace) -> int:
    rows = list(audio.to_record(library))
    for topic, language, state in rows:
        if state == "old":
            print(f"old      {topic.name}.{language}: its text has changed since it was read")
    missing = Counter(language for _, language, state in rows if state == "missing")
    for language, count in missing.items():
        print(f"missing  {language}: {count} topics")
    folder = library.city_folder / audio.FOLDER
    print(f"A recording is {folder}/TOPIC.LANGUAGE{audio.SUFFIX}, with the text read in .txt.")
    return 0


def _poster(library: Library, given: argparse.Namespace) -> int:
    office = library.city.offices.get(given.office)
    if office is None:
        return _refuse(f"There is no office '{given.office}' in city.yml.")
    address = given.url or library.city.branding.get("chat")
    if not address:
        return _refuse("Where is the chat? Say URL=https://..., or add branding.chat to city.yml.")
    language = library.languages.known(given.language or library.city.source_language)
    to = poster.links(library, office, language, address=address)
    folder = given.out / library.city.id / "posters"
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in (
        ("a4", poster.sheet(library, office, to)),
        ("card", poster.card(library, office, to)),
    ):
        path = folder / f"{office.id}-{language}-{name}.pdf"
        made.output(str(path))
        print(path)
    return 0


_COMMANDS: dict[str, Callable[[Library, argparse.Namespace], int]] = {
    "topics": _topics,
    "topic": _topic,
    "preview": _preview,
    "review": _review,
    "review-import": _review_import,
    "audio": _audio,
    "poster": _poster,
}

if __name__ == "__main__":
    sys.exit(main())
