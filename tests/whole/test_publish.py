"""From a saved file to the running bot: texts, a broken topic, a new one, and the way back."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.chat import Chat
from tests.kit.house import ROOT, House, HouseError

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek"), pytest.mark.timeout(900)]
EXAMPLES = """\
version: "3.1"
nlu:
- intent: faq/swimming_lessons
  metadata: {language: en, kind: plain}
  examples: |
    - Where can I learn to swim?
    - swimming lessons for adults
    - is there a swimming pool with lessons
    - I want to learn swimming
    - swimming course for my daughter
- intent: faq/swimming_lessons
  metadata: {language: fr, kind: plain}
  examples: |
    - Où apprendre à nager ?
    - cours de natation
    - leçons de natation pour adultes
    - Apprendre à nager
    - je voudrais apprendre la natation
- intent: faq/swimming_lessons
  metadata: {language: nl, kind: plain}
  examples: |
    - Waar kan ik leren zwemmen?
    - zwemlessen voor volwassenen
    - zwemles
    - Leren zwemmen
    - ik wil leren zwemmen
"""
ANSWER = """\
version: "3.1"
responses:
  utter_faq/swimming_lessons:
  - condition: [{type: slot, name: language, value: fr}]
    text: La piscine donne des cours de natation.
    metadata:
      title: Apprendre à nager
      simple: Allez à la piscine.
      status: source
      sign: "🏊"
      source: {url: "https://www.piscine.example", year: 2026}
      confirmed: null
      related: [leisure_activities]
      facts: [The pool gives lessons.]
  - condition: [{type: slot, name: language, value: nl}]
    text: Het zwembad geeft zwemlessen.
    metadata: {title: Leren zwemmen, simple: Ga naar het zwembad., status: draft}
  - condition: [{type: slot, name: language, value: en}]
    text: The pool gives swimming lessons.
    metadata: {title: Learn to swim, simple: Go to the pool., status: draft}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running bot whose data are a copy of their own."""
    folder = tmp_path_factory.mktemp("publish")
    shutil.copytree(ROOT / "data", folder / "data")
    opened = House(var=folder / "var", settings={"DATA_DIR": str(folder / "data")}).prepare()
    try:
        yield opened.start("bot")
    finally:
        opened.stop()


def files(house: House) -> Path:
    return Path(house.settings["DATA_DIR"])


def answers(house: House) -> Path:
    return files(house) / "cities" / house.city / "answers"


def publish(house: House, *arguments: str) -> str:
    """What the command said; how long it takes is measured by bench/publish.py."""
    return house.do("-m", "bot.maintain.publish", *(arguments or ("publish",)))


def ask(house: House, text: str) -> str:
    async def talk() -> str:
        chat = await Chat(house.bot).open()
        await chat.say(text, id="q1")
        replies = await chat.answers()
        await chat.close()
        return str(replies[0]["text"])

    return asyncio.run(talk())


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_office_s_number_changes_in_one_line_without_training(house: House) -> None:
    publish(house)
    question = "Comment s'inscrire à la commune ?"
    assert "02 244 75 11" in ask(house, question)
    edit(files(house) / "cities" / house.city / "city.yml", "02 244 75 11", "02 244 00 00")
    assert "02 244 75 11" in ask(house, question)
    assert "training" not in publish(house)
    assert "02 244 00 00" in ask(house, question)


def test_a_broken_topic_blocks_itself_and_nothing_else(house: House) -> None:
    broken, edited = answers(house) / "nationality.yml", answers(house) / "bank_account.yml"
    whole = broken.read_text(encoding="utf-8")
    broken.write_text("responses: [", encoding="utf-8")
    edit(edited, "title: Ouvrir un compte bancaire", "title: Ouvrir un compte")
    said = publish(house)
    assert "'nationality' stays as it was published last" in said
    assert "ADDE" in ask(house, "Comment devenir belge ?")
    broken.write_text(whole, encoding="utf-8")


def test_an_edit_of_the_source_text_must_say_what_it_changes(house: House) -> None:
    topic = answers(house) / "discrimination.yml"
    edit(topic, "value: fr}]\n    text: |-\n      ", "value: fr}]\n    text: |-\n      Voici. ")
    said = publish(house)
    assert "'discrimination' stays" in said
    whole = topic.read_text(encoding="utf-8")
    topic.write_text(whole.replace("    metadata:\n", METADATA, 1), encoding="utf-8")
    said = publish(house)
    assert "stays" not in said
    assert ask(house, "How can I report racism?").startswith("The text in French is newer.")


METADATA = """\
    metadata:
      edits:
      - {date: 2026-11-26, kind: meaning}
"""


def test_a_new_topic_is_two_files(house: House) -> None:
    before = ask(house, "Where can I learn to swim?")
    (answers(house) / "swimming_lessons.yml").write_text(ANSWER, encoding="utf-8")
    (files(house) / "nlu" / "faq" / "swimming_lessons.yml").write_text(EXAMPLES, encoding="utf-8")
    said = publish(house)
    assert "training" in said
    assert "The pool gives swimming lessons." not in before
    assert ask(house, "Where can I learn to swim?").startswith("The pool gives swimming lessons.")


def test_rules_that_cannot_be_trained_replace_nothing(house: House) -> None:
    rules = files(house) / "rules" / "faq.yml"
    whole = rules.read_text(encoding="utf-8")
    rules.write_text("rules: [", encoding="utf-8")
    with pytest.raises(HouseError, match="train failed"):
        publish(house)
    assert "ADDE" in ask(house, "Comment devenir belge ?")
    rules.write_text(whole, encoding="utf-8")


def test_an_answer_is_withdrawn_at_once_and_restored(house: House) -> None:
    publish(house, "withdraw", "nationality")
    for question in ("Comment devenir belge ?", "How do I become Belgian?"):
        said = ask(house, question)
        assert "ADDE" not in said
        assert "Rue Kessels 14" in said
    assert "withdrawn: true" in (answers(house) / "nationality.yml").read_text(encoding="utf-8")
    publish(house, "rollback")
    assert "ADDE" in ask(house, "Comment devenir belge ?")


def test_a_bot_started_anew_serves_the_published_state(house: House) -> None:
    edit(files(house) / "cities" / house.city / "city.yml", "02 244 00 00", "02 244 99 99")
    house.stop("bot")
    house.start("bot")
    assert "02 244 00 00" in ask(house, "Comment s'inscrire à la commune ?")
