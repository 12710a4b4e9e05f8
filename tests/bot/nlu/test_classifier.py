"""The classifier's output contract, with a tiny training set and vectors of our own."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rasa.core.actions.action import ActionRetrieveResponse
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import LabelClassifier
from bot.nlu.embedder import Vectors

TEXTS = {
    "greet": ["hello there", "good morning", "hi to you all", "hey you", "greetings friend"],
    "faq/nationality": ["become Belgian", "get the nationality", "a Belgian passport"] * 2,
    "faq/work_permit": ["may I work here", "am I allowed to work", "single permit to work"] * 2,
}


class _Embedder:
    """Letters counted: enough to tell these texts apart, and no model."""

    dim = 384
    version = "letters-query"

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for one, two in zip(text, text[1:], strict=False):
                rows[row, (ord(one) * 31 + ord(two)) % self.dim] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)


def message(text: str, label: str | None = None) -> Message:
    made = Message.build(text, label, intent_metadata={"language": "en", "kind": "plain"})
    made.set("language", "en")
    vector = _Embedder().embed([text])
    made.add_features(Features(vector, FEATURE_TYPE_SENTENCE, "text", "SentenceFeaturizer"))
    return made


@pytest.fixture
def classifier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LabelClassifier:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setattr("bot.nlu.embedder.shared", lambda prefix: _Embedder())
    storage = LocalModelStorage.create(tmp_path)
    context = ExecutionContext(GraphSchema({}), "test")
    config = LabelClassifier.get_default_config()
    resource = Resource("labels")
    trained = LabelClassifier.create(config, storage, resource, context)
    examples = [message(text, label) for label, texts in TEXTS.items() for text in texts]
    trained.train(TrainingData(examples))
    return LabelClassifier.load(config, storage, resource, context)


def test_a_topic_is_the_intent_faq_with_the_topic_as_entity(classifier: LabelClassifier) -> None:
    asked = message("how do I get the nationality")
    classifier.process([asked])
    assert asked.get("intent")["name"] == "faq"
    assert [one["value"] for one in asked.get("entities") if one["entity"] == "topic"] == [
        "nationality"
    ]


def test_the_ranking_is_flat_and_its_shares_sum_to_one(classifier: LabelClassifier) -> None:
    asked = message("am I allowed to work")
    classifier.process([asked])
    ranking = asked.get("intent_ranking")
    assert ranking[0]["name"] == "faq/work_permit"
    assert {one["name"] for one in ranking} == set(TEXTS)
    assert sum(one["confidence"] for one in ranking) == pytest.approx(1, abs=1e-4)
    assert all(isinstance(one["confidence"], float) for one in ranking)


def test_rasa_reads_the_response_selector(classifier: LabelClassifier) -> None:
    asked = message("a Belgian passport")
    classifier.process([asked])
    tracker = DialogueStateTracker("someone", None)
    data = asked.as_dict(only_output_properties=True)
    tracker.update(UserUttered("a Belgian passport", asked.get("intent"), parse_data=data))
    action = ActionRetrieveResponse("utter_faq")
    assert action.get_full_retrieval_name(tracker) == "utter_faq/nationality"


def test_a_dialogue_label_has_no_topic(classifier: LabelClassifier) -> None:
    asked = message("good morning")
    classifier.process([asked])
    assert asked.get("intent")["name"] == "greet"
    assert asked.get("entities") == []


def test_a_message_without_text_has_no_intent(classifier: LabelClassifier) -> None:
    asked = Message({"text": ""})
    classifier.process([asked])
    assert asked.get("intent") == {"name": None, "confidence": 0.0}
    assert asked.get("intent_ranking") == []


def test_the_same_rows_give_the_same_model(
    classifier: LabelClassifier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    first, second = message("work permit"), message("work permit")
    classifier.process([first])
    classifier.train(
        TrainingData([message(text, label) for label, texts in TEXTS.items() for text in texts])
    )
    classifier.process([second])
    assert first.get("intent_ranking") == second.get("intent_ranking")
