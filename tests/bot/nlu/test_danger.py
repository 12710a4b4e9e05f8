"""Words of danger are found in every language and in Latin letters."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger import DangerWords


@pytest.fixture(scope="module")
def danger() -> DangerWords:
    return DangerWords(DangerWords.get_default_config())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "he hits me every day"),
        ("fr", "mon mari me frappe"),
        ("nl", "er is brand in ons gebouw"),
        ("ar", "زوجي يضربني"),
        ("ar", "3afak rajli kaydrebni"),
        ("tr", "kocam beni dövüyor"),
        ("uk", "чоловік мене б'є"),
        ("ru", "ne hochu bolshe zhit"),
        ("es", "mi marido me pega"),
        ("pt", "há fogo no prédio"),
        ("ro", "soțul mă bate"),
        ("fa", "shoharam mano mizane"),
        ("ps", "خاوند مې وهي"),
    ],
)
def test_a_cry_for_help_leads_the_ranking(danger: DangerWords, language: str, text: str) -> None:
    message = Message({"text": text, "language": language})
    message.set("intent_ranking", [{"name": "out_of_scope", "confidence": 0.6}])
    danger.process([message])
    assert message.get("intent_ranking")[0] == {"name": "emergency", "confidence": 0.9}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how do I register at the town hall"),
        ("fr", "je cherche un cours de français"),
        ("tr", "bunu bilgisayar mı yazıyor"),
        ("ar", "شكرا جزيلا"),
        ("ru", "где найти врача"),
    ],
)
def test_an_ordinary_message_is_left_alone(danger: DangerWords, language: str, text: str) -> None:
    assert not danger.in_danger(text, language)
