"""Letters as evidence beside the embedding: hashed n-grams that survive typos and odd spellings.

Knows strings. Refuses to know labels and languages.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from bot.nlu.scripts import fold

BUCKETS = 2**18

_grams = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(2, 5),
    n_features=BUCKETS,
    alternate_sign=False,
    norm=None,
    lowercase=False,
    dtype=np.float32,
)


def count(texts: Sequence[str]) -> csr_matrix:
    """Logarithms of n-gram counts, shape (len(texts), BUCKETS)."""
    counts = _grams.transform([fold(text) for text in texts])
    counts.data = np.log1p(counts.data)
    return counts


def rarity(counts: csr_matrix) -> NDArray[np.float32]:
    """Inverse document frequency of each bucket; zero for those met in one text only."""
    seen = np.bincount(counts.indices, minlength=BUCKETS)
    weights = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    return np.where(seen > 1, weights, 0.0).astype(np.float32)


def weigh(counts: csr_matrix, weights: NDArray[np.float32]) -> csr_matrix:
    """Rows of length one, rare n-grams weighing more."""
    weighed = counts.copy()
    weighed.data *= weights[weighed.indices]
    weighed.eliminate_zeros()
    return normalize(weighed, copy=False)
