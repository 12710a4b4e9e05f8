"""The importer gives Rasa one city's data: default variations, known topics, rules."""

import logging
from pathlib import Path

import pytest

from bot.city import CityImporter, NoCityError, chosen_city
from tests.knowledge import data

DOMAIN = """
    version: "3.1"
    intents: [faq, greet]
    actions: [utter_faq]
"""
EXAMPLES = """
    version: "3.1"
    nlu:
    - intent: faq/swimming
      metadata: {language: fr, kind: plain}
      examples: |
        - où apprendre à nager
    - intent: faq/diving
      metadata: {language: fr, kind: plain}
      examples: |
        - où plonger
    - intent: greet
      metadata: {language: en, kind: messy}
      examples: |
        - helo
"""
RULES = """
    version: "3.1"
    rules:
    - rule: a greeting
      steps:
      - intent: greet
      - action: utter_greet
"""


@pytest.fixture
def importer(tmp_path: Path) -> CityImporter:
    root = data.city(tmp_path)
    data.write(root / "nlu" / "all.yml", EXAMPLES)
    data.write(root / "rules" / "all.yml", RULES)
    domain = data.write(tmp_path / "domain.yml", DOMAIN)
    return CityImporter(None, str(domain), [], data=str(root), city="testville")


def test_the_domain_has_one_variation_of_each_text_and_answer(importer: CityImporter) -> None:
    responses = importer.get_domain().responses
    assert set(responses) == {"utter_greet", "utter_faq/swimming"}
    assert responses["utter_greet"] == [{"text": "Bonjour {name}"}]
    (answer,) = responses["utter_faq/swimming"]
    assert answer["text"].startswith("Venez à Rue Haute 1")
    assert "condition" not in answer


def test_topics_without_an_answer_are_left_out_with_a_warning(
    importer: CityImporter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        rows = importer.get_nlu_data().training_examples
    assert [row.get("intent_response_key") or row.get("intent") for row in rows] == [
        "faq/swimming",
        "greet",
    ]
    assert rows[1].get("metadata") == {"intent": {"language": "en", "kind": "messy"}}
    assert "diving" in caplog.text


def test_rules_are_shared(importer: CityImporter) -> None:
    (step,) = importer.get_stories().story_steps
    assert "greeting" in step.block_name


def test_the_city_comes_from_the_environment_else_from_default_env(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITY", raising=False)
    with pytest.raises(NoCityError):
        chosen_city(tmp_path)
    (tmp_path / "default.env").write_text("# a city\nCITY=there\n", encoding="utf-8")
    assert chosen_city(tmp_path) == "there"
    monkeypatch.setenv("CITY", "here")
    assert chosen_city(tmp_path) == "here"
