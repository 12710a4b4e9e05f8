"""Signs of a sentence: alike for one question in several languages, not for two questions."""

from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import sense as module
from bot.nlu.embedder import SentenceModel
from bot.nlu.sense import ALIKE, BITS, apart, sense


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    return SentenceModel()


def test_one_question_in_two_languages_is_alike_and_two_questions_are_not(
    model: SentenceModel,
) -> None:
    dog, chien, garbage, mosque = (
        sense(model.embed([text])[0])
        for text in (
            "Can I bring my dog to Belgium?",
            "Puis-je amener mon chien en Belgique ?",
            "when is the garbage collected in my street",
            "Where is the nearest mosque?",
        )
    )
    assert len(dog) == BITS // 4 == 128
    assert apart(dog, dog) == 0
    assert apart(dog, chien) <= ALIKE
    assert min(apart(dog, garbage), apart(dog, mosque), apart(garbage, mosque)) > ALIKE


def test_the_centre_is_the_models_own(model: SentenceModel) -> None:
    """After a change of model: write the mean of calibration.txt's vectors into centre.txt anew."""
    folder = Path(module.__file__).parent
    lines = (folder / "calibration.txt").read_text(encoding="utf-8").splitlines()
    mean = model.embed([line for line in lines if line.strip()]).mean(0)
    kept = np.frombuffer(b64decode((folder / "centre.txt").read_text()), dtype="<f2")
    assert np.abs(mean - kept).max() < 0.001
