"""Asked by its title, each topic answers in that language; named places are found by asking."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from knowledge import load
from knowledge.formats import plain
from tests.kit.assistant import Assistant
from tests.kit.house import chosen

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek"), pytest.mark.timeout(900)]
LIBRARY = load(Path("data"), chosen("CITY"))
SHORT = 3
NAMED = Path(__file__).parents[1] / "knowledge" / "cities" / f"{LIBRARY.city.id}.yml"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("asking"), actions_url="http://127.0.0.1:9") as one:
        yield one


@pytest.mark.parametrize("language", LIBRARY.languages.answered)
def test_asked_by_its_title_each_topic_answers_in_that_language(
    assistant: Assistant, language: str
) -> None:
    wrong = {}
    for name, topic in LIBRARY.topics.items():
        if language not in topic.answers:
            continue
        person = assistant.person(f"title-{language}-{name}")
        said = assistant.run(person.say(topic.answers[language].title))
        found = [
            (reply.metadata.get("topic"), reply.metadata.get("language")) for reply in said.replies
        ]
        if found != [(name, language)]:
            wrong[name] = (topic.answers[language].title, found, said.understood)
    assert wrong == {}


def test_named_places_are_found_by_asking(assistant: Assistant) -> None:
    named = (
        yaml.safe_load(NAMED.read_text(encoding="utf-8")).get("named", {})
        if NAMED.is_file()
        else {}
    )
    missing = {}
    for name in named:
        # "bon" alone is also a French word.
        french = [f"C'est quoi, {name} ?"] if len(name) > SHORT else []
        for question in (name, f"What is {name}?", *french):
            person = assistant.person(f"named-{question}")
            said = assistant.run(person.say(question))
            texts = [plain(reply.text).lower() for reply in said.replies]
            offered = {intent.removeprefix("faq/") for intent in said.offered}
            if not any(name.lower() in text for text in texts) and not offered & set(named[name]):
                missing[question] = (said.responses, said.understood)
    assert missing == {}
