"""`make publish`, `rollback`, `withdraw`, `follow`: from saved files to the bots that are running.

Checks, trains only when examples or rules have changed, proves, and only then turns to the new
state; tells each bot, which renews itself without dropping anybody. Whatever fails leaves the old
state as it was. Knows no wording and no channel.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.maintain.tell import tell_bots
from bot.settings import Settings, read
from knowledge import Problem, load, pages
from knowledge.__main__ import report
from knowledge.check import check
from knowledge.compose import SHARED, compose, topic_files, trained_on
from knowledge.published import NothingEarlierError, State
from knowledge.withdraw import NoSuchTopicError, withdraw

ROOT = Path(__file__).parents[2]
_FOLLOWED = "main"


class RefusedError(Exception):
    """Nothing was published; the argument says why, for the maintainer."""


def main() -> int:
    """Runs one command. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="publish", description=__doc__)
    parser.add_argument("command", choices=("publish", "rollback", "withdraw", "follow"))
    parser.add_argument("topic", nargs="?", help="for withdraw")
    given = parser.parse_args()
    settings = read(os.environ)
    try:
        if given.command == "publish":
            publish(settings)
        elif given.command == "rollback":
            roll_back(settings)
        elif given.command == "withdraw":
            take_back(settings, given.topic or "")
        else:
            follow(settings)
    except RefusedError as refused:
        print(f"Nothing was published. {refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def publish(settings: Settings) -> State:
    """From the files as they are to the running bots.

    Raises:
        RefusedError: the old state goes on.
    """
    begin = time.monotonic()
    published = settings.published
    last = published.current()
    problems = check(settings.files, settings.city, last=last.data if last else None)
    errors = [problem for problem in problems if not problem.warning]
    report(errors)
    _refuse_general(errors)
    blocked = sorted({problem.topic for problem in errors if problem.topic})
    with published.staged() as stage:
        data = stage / "data"
        compose(
            settings.files, settings.city, data, blocked=blocked, last=last.data if last else None
        )
        _refuse_general([one for one in check(data, settings.city) if not one.warning])
        inputs = trained_on(data, settings.city, _model_files())
        old = last.record["inputs"] if last else None
        new_model = inputs != old
        if new_model and not blocked and _is_fresh(settings.trained, settings.files):
            shutil.copyfile(settings.trained, stage / "model.tar.gz")
        elif new_model:
            print("Examples or rules have changed: training ...", flush=True)
            _run("-m", "bot.maintain.train", "--out", str(stage), "--data", str(data), data=data)
        elif last:
            os.link(last.model, stage / "model.tar.gz")
        proof = ["--data", str(data)]
        proof += ["--model", str(stage / "model.tar.gz")] if new_model else []
        _run("-m", "bot.maintain.prove", *proof, data=data)
        state = _keep(settings, stage, {"inputs": inputs, "blocked": blocked})
    _serve(settings, state)
    for topic in blocked:
        print(f"'{topic}' stays as it was published last, until its error is mended.")
    print(f"Published in {time.monotonic() - begin:.0f} s.", flush=True)
    return state


def roll_back(settings: Settings) -> State:
    """The state that was published before is served again; the files stay as they are."""
    try:
        state = settings.published.back()
    except NothingEarlierError as error:
        raise RefusedError("There is no earlier state to go back to.") from error
    _serve(settings, state)
    print("The files in data/ still hold what was rolled back: mend them before you publish again.")
    return state


def take_back(settings: Settings, topic: str) -> None:
    """Withdraws one answer at once: in the file, and in a copy of the state that is served."""
    answer, _ = topic_files(settings.city, topic)
    try:
        withdraw(settings.files / answer)
    except NoSuchTopicError as error:
        raise RefusedError(f"'{topic}' is no topic: say TOPIC=nationality, for example.") from error
    published = settings.published
    last = published.current()
    if last is None:
        tell_bots(settings)
        return
    with published.staged() as stage:
        compose(last.data, settings.city, stage / "data", blocked=(), last=None)
        if (stage / "data" / answer).is_file():
            withdraw(stage / "data" / answer)
        os.link(last.model, stage / "model.tar.gz")
        state = _keep(settings, stage, {**last.record, "withdrawn": topic})
    _serve(settings, state)


def follow(settings: Settings) -> None:
    """Publishes each new commit of the followed branch, for ever. Off unless somebody starts it."""
    seen = _git("rev-parse", "HEAD")
    print(f"Following {_FOLLOWED}: each merge is checked and published.", flush=True)
    while True:
        subprocess.run(
            ["git", "pull", "--ff-only", "-q", "origin", _FOLLOWED], cwd=ROOT, check=False
        )
        head = _git("rev-parse", "HEAD")
        if head != seen:
            seen = head
            try:
                publish(settings)
            except RefusedError as refused:
                print(f"{head[:10]} is not published. {refused}", file=sys.stderr, flush=True)
        time.sleep(float(os.environ["FOLLOW_SECONDS"]))


def _keep(settings: Settings, stage: Path, record: Mapping[str, Any]) -> State:
    """The staged data with their static pages become the current state."""
    now = datetime.now(timezone.utc)
    pages.write(load(stage / "data", settings.city), stage / "pages", now)
    return settings.published.keep(stage, {**record, "at": now.isoformat(timespec="seconds")})


def _serve(settings: Settings, state: State) -> None:
    """Tells the bots; a bot that refuses turns the link back, so that the next start is safe."""
    refusals = tell_bots(settings)
    if refusals:
        try:
            settings.published.back()
        except NothingEarlierError:
            pass
        else:
            tell_bots(settings)
        raise RefusedError("; ".join(refusals))
    print(f"State {state.path.name} is served.")


def _refuse_general(errors: Sequence[Problem]) -> None:
    general = [problem for problem in errors if not problem.topic]
    if general:
        raise RefusedError(f"Mend this first: {general[0]}")


def _model_files() -> list[Path]:
    folders = [ROOT / "bot" / "nlu", ROOT / "bot" / "policies"]
    code = [path for folder in folders for path in folder.rglob("*.py")]
    return [ROOT / "config.yml", ROOT / "domain.yml", ROOT / "bot" / "city.py", *code]


def _is_fresh(model: Path, files: Path) -> bool:
    """Whether `make train` has made this model of the files as they are."""
    parts = (path for name in SHARED for path in (files / name).rglob("*"))
    newest = max(path.stat().st_mtime for path in (*parts, *_model_files()))
    return model.is_file() and model.stat().st_mtime >= newest


def _run(*arguments: str, data: Path) -> None:
    """A Python command beside the running bots: gentle, quiet, its last lines shown on failure."""
    done = subprocess.run(
        ["nice", "-n", "10", sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data.resolve())},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
        raise RefusedError("\n".join([f"{arguments[1]} failed:", *lines[-15:]]))


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
