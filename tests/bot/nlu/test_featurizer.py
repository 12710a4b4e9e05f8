"""The featurizer's contract, on the question and on the response attribute, and its caches."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import embedder
from bot.nlu.embedder import LONGEST, Remembering, Vectors, shorten
from bot.nlu.featurizer import SentenceFeaturizer
from bot.nlu.rows import embed_rows

SENTENCES = [
    "where can I learn French?",
    "أين أتعلم الفرنسية؟",
    "де вивчити французьку?",
    "ፈረንሳይኛ የት እማራለሁ",
    "commune nerede",
    "ok",
]


@pytest.fixture
def featurizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SentenceFeaturizer:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    config = {**SentenceFeaturizer.get_default_config(), "attributes": ["text", "response"]}
    return SentenceFeaturizer(config, "featurizer")


@pytest.mark.parametrize("attribute", ["text", "response"])
def test_each_text_gets_one_unit_vector(featurizer: SentenceFeaturizer, attribute: str) -> None:
    messages = [Message({attribute: text}) for text in SENTENCES]
    featurizer.process(messages)
    for message in messages:
        sequence, sentence = message.get_dense_features(attribute)
        assert sequence is None
        assert sentence is not None
        assert sentence.features.shape == (1, 384)
        assert sentence.features.dtype == np.float32
        assert np.linalg.norm(sentence.features) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("attribute", ["text", "response"])
def test_training_and_talking_give_the_same_vector(
    featurizer: SentenceFeaturizer, attribute: str
) -> None:
    trained, talked = Message({attribute: SENTENCES[0]}), Message({attribute: SENTENCES[0]})
    featurizer.process_training_data(TrainingData([trained]))
    featurizer.process([talked])
    one, other = (m.get_dense_features(attribute)[1] for m in (trained, talked))
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(one.features, other.features, atol=1e-6)


def test_a_message_without_text_gets_no_vector(featurizer: SentenceFeaturizer) -> None:
    message = Message({"text": ""})
    featurizer.process([message])
    assert message.features == []


def test_a_translation_is_nearer_than_another_question() -> None:
    english, arabic, other = embedder.shared().embed([*SENTENCES[:2], "my rent is too high"])
    assert english @ arabic > english @ other


class _Counting:
    dim, version = 2, "counting-query"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return np.ones((len(texts), 2), np.float32)


def test_a_text_is_computed_once_and_the_oldest_is_forgotten() -> None:
    inner = _Counting()
    remembering = Remembering(inner, size=2)
    assert remembering.embed(["a", "b", "a"]).shape == (3, 2)
    remembering.embed(["a"])
    assert inner.seen == ["a", "b"]
    remembering.embed(["c"])
    remembering.embed(["b"])
    assert inner.seen == ["a", "b", "c", "b"]
    assert remembering.embed([]).shape == (0, 2)


def test_rows_are_computed_once_for_all_trainings(tmp_path: Path) -> None:
    inner = _Counting()
    embed_rows(["a", "b"], inner, tmp_path)
    assert embed_rows(["b", "c", "a"], inner, tmp_path).shape == (3, 2)
    assert inner.seen == ["a", "b", "c"]


def test_a_broken_cache_is_an_empty_one(tmp_path: Path) -> None:
    inner = _Counting()
    (tmp_path / "counting-query.npz").write_bytes(b"not an archive")
    embed_rows(["a"], inner, tmp_path)
    assert inner.seen == ["a"]


def test_a_long_message_is_shortened_from_the_middle() -> None:
    text = "begin " + "x" * 10_000 + " end"
    short = shorten(text)
    assert len(short) <= LONGEST + 1
    assert (short[:5], short[-3:]) == ("begin", "end")
