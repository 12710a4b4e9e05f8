"""Conversations on the trained model, one YAML file a goal; everything in them is real.

The person's words go through intake, Rasa, the store; course searches through the action server
to the desk. A step: `person` types or `tap`s (a part of a button's title or its intent); `bot`
lists the responses expected, in order; `language` is the language they are in; `slots` what is
remembered afterwards; `buttons` intents that must be offered. `desk` claims, closes, or says a line
with `choices` below it; `feed` is a record that the desk hears: kind and parts of its data;
`unanswered` how many messages of this person stand there for coordinators.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kit.assistant import Assistant, Person

pytestmark = pytest.mark.city("schaerbeek")

STORIES = sorted(Path(__file__).parent.glob("*.yml"))


def stories() -> Iterator[Any]:
    for path in STORIES:
        for story in yaml.safe_load(path.read_text()):
            yield pytest.param(story, id=f"{path.stem}: {story['story']}")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("assistant")) as opened:
        yield opened


_people = itertools.count()


@pytest.mark.slow
@pytest.mark.parametrize("story", stories())
def test_story(assistant: Assistant, story: dict[str, Any]) -> None:
    person = assistant.person(f"story{next(_people)}")
    for step in story["steps"]:
        assistant.run(_step(assistant, person, step))


async def _step(assistant: Assistant, person: Person, step: dict[str, Any]) -> None:
    if "tap" in step:
        turn = await person.tap(step["tap"])
    elif "desk" in step:
        await person.desk(step["desk"], *step.get("choices", ()))
        return
    else:
        turn = await person.say(step["person"])
    shown = f"{step} -> {turn.responses} {[r.text[:90] for r in turn.replies]} {turn.understood}"
    if "bot" in step:
        assert turn.responses == step["bot"], shown
    if "language" in step:
        assert {r.metadata.get("language") for r in turn.replies} == {step["language"]}, shown
    for name, value in step.get("slots", {}).items():
        assert turn.slots.get(name) == value, f"{name}: {turn.slots.get(name)!r} ({shown})"
    if "feed" in step:
        told = [{"kind": kind, **data} for kind, data in person.feed()]
        parts = [{name: one.get(name) for name in step["feed"]} for one in told]
        assert step["feed"] in parts, f"{told} ({shown})"
    if "unanswered" in step:
        kept = assistant.store.journal.unanswered.newest()
        mine = [one for one in kept if one.conversation == person.conversation]
        assert len(mine) == step["unanswered"], shown
    for intent in step.get("buttons", []):
        assert intent in turn.offered, f"{intent} not in {turn.offered} ({shown})"
