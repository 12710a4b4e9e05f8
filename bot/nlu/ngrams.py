"""Letters as evidence beside the embedding: hashed n-grams that survive typos and odd spellings.

Knows strings. Refuses to know labels and languages.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from bot.nlu.scripts import fold

BUCKETS = 2**18
# What is kept of them in a model: few enough to weigh each for every label.
SKETCHED = 2**14

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


def sketch(weighed: csr_matrix) -> csr_matrix:
    """Shape (texts, SKETCHED): buckets that meet add up or cancel out at random: products of
    rows stay the same on average (count sketch; Charikar, Chen and Farach-Colton 2002)."""
    return (weighed @ _sketching()).tocsr()


@cache
def _sketching() -> csr_matrix:
    # Knuth's multiplicative hash: its high bits say where a bucket goes, one low bit its sign.
    mixed = np.arange(BUCKETS, dtype=np.uint32) * np.uint32(2654435761)
    places = (mixed >> np.uint32(32 - SKETCHED.bit_length() + 1)).astype(np.int64)
    signs = np.where((mixed >> np.uint32(3)) & np.uint32(1), 1, -1).astype(np.float32)
    return csr_matrix((signs, (np.arange(BUCKETS), places)), shape=(BUCKETS, SKETCHED))
