"""Least squares on two kinds of evidence at once: nearness to landmarks, and n-grams.

Minimises |K a + G v - Y|^2 + ridge (a' Kmm a + v' v / share) for all labels together. K holds the
kernel of n rows with m landmarks, G the rows' n-grams (sparse). Preconditioned conjugate gradients
(FALKON: Rudi, Carratino and Rosasco 2017, arXiv 1705.10958, for the part with landmarks; the
diagonal for the n-grams): n times m numbers are held, never n times n. Knows arrays only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, lapack, solve_triangular
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

# Keeps the landmarks' own kernel positive where two landmarks are the same text.
_JITTER = np.float32(1e-4)


@dataclass(frozen=True, kw_only=True)
class Solved:
    """Weights of the landmarks (m, labels) and of the n-grams (buckets, labels)."""

    landmarks: Floats
    ngrams: Floats


def solve(
    kernel: Floats,
    chosen: NDArray[np.intp],
    ngrams: csr_matrix,
    goal: Floats,
    *,
    ridge: float,
    share: float,
    rounds: int,
) -> Solved:
    """`kernel` (n, m); `chosen` are the landmarks' rows; `goal` (n, labels). `share` is how much
    n-grams weigh beside nearness; `rounds` of conjugate gradients are run."""
    near = _Nearness(kernel, chosen, np.float32(ridge))
    transposed = ngrams.T.tocsr()
    penalty = np.float32(ridge / share)
    squares = np.asarray(ngrams.multiply(ngrams).sum(axis=0)).ravel()
    scale = (1 / np.sqrt(squares + penalty)).astype(np.float32)[:, None]

    def apply(part: Floats, letters: Floats) -> tuple[Floats, Floats]:
        reached = kernel @ near.weights(part) + ngrams @ (scale * letters)
        return (
            near.back(kernel.T @ reached) + near.penalty(part),
            scale * (transposed @ reached + penalty * (scale * letters)),
        )

    rest = (near.back(kernel.T @ goal), scale * (transposed @ goal))
    found = tuple(np.zeros_like(part) for part in rest)
    step = tuple(part.copy() for part in rest)
    size = _squares(*rest)
    for _ in range(rounds):
        applied = apply(*step)
        length = size / np.maximum(_products(step, applied), 1e-20)
        for place in range(2):
            found[place][...] += step[place] * length
            rest[place][...] -= applied[place] * length
        before, size = size, _squares(*rest)
        turn = size / np.maximum(before, 1e-20)
        step = tuple(left + way * turn for left, way in zip(rest, step, strict=True))
    return Solved(landmarks=near.weights(found[0]), ngrams=(scale * found[1]).astype(np.float32))


class _Nearness:
    """The preconditioner of FALKON: two triangles of the landmarks' own kernel."""

    def __init__(self, kernel: Floats, chosen: NDArray[np.intp], ridge: np.float32) -> None:
        own = kernel[chosen].astype(np.float32, order="F")
        own[np.diag_indices_from(own)] += _JITTER
        self._first = cholesky(own, overwrite_a=True, check_finite=False)
        squared, _ = lapack.slauum(self._first)  # the triangle times its own transpose
        squared *= np.float32(len(kernel) / len(chosen))
        squared[np.diag_indices_from(squared)] += ridge
        self._second = cholesky(squared, overwrite_a=True, check_finite=False)
        self._ridge = ridge

    def weights(self, part: Floats) -> Floats:
        """The landmarks' weights that a preconditioned vector stands for."""
        return self._solve(self._first, self._solve(self._second, part))

    def back(self, part: Floats) -> Floats:
        """The transpose of `weights`."""
        return self._solve(self._second, self._solve(self._first, part, "T"), "T")

    def penalty(self, part: Floats) -> Floats:
        """The ridge in preconditioned terms."""
        return self._solve(self._second, self._ridge * self._solve(self._second, part), "T")

    @staticmethod
    def _solve(triangle: Floats, part: Floats, transposed: str = "N") -> Floats:
        solved = solve_triangular(triangle, part, trans=transposed, check_finite=False)
        return np.asarray(solved, dtype=np.float32)


def _squares(*parts: Floats) -> Floats:
    return _products(parts, parts)


def _products(first: tuple[Floats, ...], second: tuple[Floats, ...]) -> Floats:
    return np.sum([(a * b).sum(axis=0) for a, b in zip(first, second, strict=True)], axis=0)
