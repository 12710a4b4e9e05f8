"""A choice acts only where it was issued, unchanged, and fits into 64 bytes."""

from pathlib import Path

import pytest

from bot.answers.choices import (
    LIMIT,
    Choice,
    Choices,
    ChoiceTooLongError,
    looks_like,
    parse_data,
    title,
)
from knowledge import load

CHOICES = Choices(b"k" * 32)


@pytest.mark.parametrize(
    ("intent", "entities"),
    [
        ("menu", {}),
        ("faq/reception_path_certificate", {}),
        ("faq/reception_path_certificate", {"view": "source"}),
        ("set_language", {"language": "ckb"}),
        ("erase", {"receipt": "A719F44E"}),
        ("set_wish", {"place": "Liège & Co. é"}),
    ],
)
def test_what_was_issued_is_read_back(intent: str, entities: dict[str, str]) -> None:
    key = CHOICES.issue("conv", intent, entities)
    assert len(key.encode()) <= LIMIT
    assert CHOICES.read("conv", key) == Choice(intent=intent, entities=entities)


def test_a_choice_of_another_conversation_or_installation_is_none() -> None:
    key = CHOICES.issue("conv", "erase", {"receipt": "A1"})
    assert CHOICES.read("conv2", key) is None
    assert Choices(b"x" * 32).read("conv", key) is None


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "c.",
        "c.menu",
        "c.menu.",
        "/menu",
        "c.request_human.AAAAAAAAAAAA",
        "c.menu.ééééééééééé",
        "c." + "a" * 200 + ".AAAAAAAAAAAA",
        "hello. How are you?",
    ],
)
def test_a_forged_key_is_none(forged: str) -> None:
    assert CHOICES.read("conv", forged) is None


def test_words_do_not_look_like_a_choice_and_keys_do() -> None:
    assert looks_like(CHOICES.issue("conv", "set_language", {"language": "ar"}))
    assert not looks_like("c.v. please")
    assert not looks_like("/restart")
    assert not looks_like("c.menu")


def test_a_changed_key_is_none() -> None:
    key = CHOICES.issue("conv", "set_language", {"language": "ar"})
    assert CHOICES.read("conv", key.replace("=ar", "=fr")) is None


def test_a_choice_too_long_for_a_channel_is_refused_when_issued() -> None:
    with pytest.raises(ChoiceTooLongError):
        CHOICES.issue("conv", "set_wish", {"place": "x" * 60})


def test_a_topic_is_parsed_as_rasa_s_utter_faq_reads_it() -> None:
    parsed = parse_data(Choice(intent="faq/volunteering", entities={"view": "full"}), text="Hi")
    assert parsed["text"] == "Hi"
    assert parsed["intent"]["name"] == "faq"
    assert parsed["response_selector"]["faq"]["response"]["utter_action"] == (
        "utter_faq/volunteering"
    )
    assert {one["entity"]: one["value"] for one in parsed["entities"]} == {
        "view": "full",
        "topic": "volunteering",
    }
    assert parsed["intent_ranking"] == [{"name": "faq/volunteering", "confidence": 1.0}]


def test_an_intent_is_parsed_with_its_entities_and_no_selector() -> None:
    parsed = parse_data(Choice(intent="set_language", entities={"language": "ar"}))
    assert parsed["intent"] == {"name": "set_language", "confidence": 1.0}
    assert parsed["response_selector"] == {}


def test_a_title_is_the_topic_s_or_the_choice_s_text() -> None:
    library = load(Path("data"), "schaerbeek")
    chain = library.languages.chain("en")
    topic = Choice(intent="faq/reception_path_cost")
    assert title(topic, chain, library.texts, library.topics) == (
        library.topics["reception_path_cost"].title(chain)
    )
    menu = Choice(intent="menu")
    assert title(menu, chain, library.texts, library.topics) == "All subjects"
