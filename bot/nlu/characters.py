"""A small character model: which language a string of letters looks like.

A linear SVM over hashed n-grams of one to five letters, one a script. Knows strings and language
codes. Refuses to know lingua, words that speak for no language, and Rasa.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

BUCKETS = 2**16

Floats = NDArray[np.float32]

_grams = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(1, 5),
    n_features=BUCKETS,
    alternate_sign=False,
    norm=None,
    lowercase=False,
    dtype=np.float32,
)


@dataclass(frozen=True, kw_only=True)
class CharacterModel:
    """Weights of n-grams by language, for one script; the last column is the constant."""

    languages: tuple[str, ...]
    weights: Floats  # (languages, BUCKETS + 1)

    @classmethod
    def fit(cls, texts: Sequence[str], languages: Sequence[str]) -> "CharacterModel":
        """Every language has the same weight, however many texts it has."""
        codes = sorted(set(languages))
        if len(codes) == 1:
            return cls(languages=(codes[0],), weights=np.zeros((1, BUCKETS + 1), np.float32))
        machine = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
        machine.fit(_features(texts), list(languages))
        coefficients = np.hstack([machine.coef_, machine.intercept_[:, None]])
        if len(codes) == 2:  # scikit-learn keeps one row for two classes
            coefficients = np.vstack([-coefficients, coefficients])
        return cls(languages=tuple(codes), weights=coefficients.astype(np.float32))

    def margins(self, text: str) -> dict[str, float]:
        """How far a text lies on the side of each language: 1 for a clear case, -1 for none."""
        values = _features([text]) @ self.weights[:, :-1].T + self.weights[:, -1]
        return dict(zip(self.languages, map(float, np.asarray(values).ravel()), strict=True))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """For saving: half precision is enough."""
        return {"languages": np.array(self.languages), "weights": self.weights.astype(np.float16)}

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "CharacterModel":
        """The inverse of `arrays`."""
        return cls(
            languages=tuple(str(code) for code in arrays["languages"]),
            weights=arrays["weights"].astype(np.float32),
        )


def _features(texts: Sequence[str]) -> csr_matrix:
    counts = _grams.transform(texts)
    counts.data = np.log1p(counts.data)
    return normalize(counts, copy=False)
