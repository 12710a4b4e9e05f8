"""The label model: one least-squares classifier over all labels, on a sum of two likenesses.

Likeness of two texts = exp(-gamma * squared distance of their embeddings, each centred on its
language) + weight * cosine of their n-grams. The decision is linear in these likenesses to the
training rows, solved exactly; leave-one-out decisions come with the solution and calibrate the
confidences. Knows arrays; refuses to know Rasa, files of training data and thresholds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, lapack, solve_triangular
from scipy.optimize import minimize_scalar
from scipy.sparse import csc_matrix

from bot.nlu import ngrams

Floats = NDArray[np.float32]

# Rows on which the confidences are calibrated.
TRIED = 900


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`gamma`: how local the embedding's likeness is; `ngram`: weight of the letters' likeness;
    `ridge`: how far the rows may be missed; `shrink`: rows after which a language's own centre
    counts as much as the common one."""

    gamma: float = 1.0
    ngram: float = 0.15
    ridge: float = 0.2
    shrink: float = 10.0


@dataclass(frozen=True, kw_only=True)
class LabelModel:
    """A trained model; arrays only, so that it is saved without pickling."""

    labels: tuple[str, ...]
    groups: tuple[str, ...]
    centres: Floats  # (1 + groups, dim); the first is the common centre
    rows: Floats  # (n, dim) centred training rows
    letters: csc_matrix  # (n, buckets) weighed n-grams of the training rows, by n-gram
    rarity: Floats
    weights: Floats  # (n, labels)
    offsets: Floats  # (labels,)
    sharpness: float  # decisions -> logits
    gamma: float
    ngram: float

    @classmethod
    def fit(
        cls,
        vectors: Floats,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        settings: Settings,
        *,
        more: tuple[Floats, Sequence[str]] | None = None,
    ) -> "LabelModel":
        """Solves for all labels at once. `more` are vectors and groups of texts without a label,
        which only help to place the centres of languages with few rows."""
        names = tuple(sorted(set(labels)))
        centres, known = _centres(vectors, groups, settings.shrink, more)
        rows = _centre(vectors, groups, centres, known)
        counts = ngrams.count(texts)
        rarity = ngrams.rarity(counts)
        letters = ngrams.weigh(counts, rarity)
        likeness = _likeness(rows @ rows.T, (letters @ letters.T).toarray(), settings)
        likeness[np.diag_indices_from(likeness)] += settings.ridge
        goal = np.zeros((len(labels), len(names)), dtype=np.float32)
        goal[np.arange(len(labels)), [names.index(label) for label in labels]] = 1.0
        offsets = goal.mean(axis=0)
        weights, left_out, tried = _solve(likeness, goal, offsets)
        return cls(
            labels=names,
            groups=known,
            centres=centres,
            rows=rows,
            letters=letters.tocsc(),
            rarity=rarity,
            weights=weights.astype(np.float32),
            offsets=offsets.astype(np.float32),
            sharpness=_sharpness(left_out, goal[tried]),
            gamma=settings.gamma,
            ngram=settings.ngram,
        )

    def decisions(self, vectors: Floats, texts: Sequence[str], groups: Sequence[str]) -> Floats:
        """Near 1 for a label's own texts, near 0 for others; shape (texts, labels)."""
        centred = _centre(vectors, groups, self.centres, self.groups)
        letters = ngrams.weigh(ngrams.count(texts), self.rarity)
        # Only the columns of a text's own n-grams are read: a product would read all.
        shared = np.stack([self.letters[:, row.indices] @ row.data for row in letters])
        settings = Settings(gamma=self.gamma, ngram=self.ngram)
        likeness = _likeness(centred @ self.rows.T, shared, settings)
        return np.asarray(likeness @ self.weights + self.offsets, dtype=np.float32)

    def probabilities(self, decisions: Floats) -> Floats:
        """Calibrated probabilities that sum to one."""
        return _softmax(decisions * self.sharpness)

    def save(self, path: Path) -> None:
        """One compressed .npz, in half precision where that changes no decision."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            groups=np.array(self.groups, dtype=str),
            centres=self.centres,
            rows=self.rows.astype(np.float16),
            letters_data=self.letters.data.astype(np.float16),
            letters_indices=self.letters.indices,
            letters_indptr=self.letters.indptr,
            rarity=self.rarity.astype(np.float16),
            weights=self.weights.astype(np.float16),
            offsets=self.offsets,
            numbers=np.array([self.sharpness, self.gamma, self.ngram]),
        )

    @classmethod
    def load(cls, path: Path) -> "LabelModel":
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        rows = arrays["rows"].astype(np.float32)
        letters = csc_matrix(
            (
                arrays["letters_data"].astype(np.float32),
                arrays["letters_indices"],
                arrays["letters_indptr"],
            ),
            shape=(len(rows), ngrams.BUCKETS),
        )
        sharpness, gamma, ngram = (float(number) for number in arrays["numbers"])
        return cls(
            labels=tuple(map(str, arrays["labels"])),
            groups=tuple(map(str, arrays["groups"])),
            centres=arrays["centres"],
            rows=rows,
            letters=letters,
            rarity=arrays["rarity"].astype(np.float32),
            weights=arrays["weights"].astype(np.float32),
            offsets=arrays["offsets"],
            sharpness=sharpness,
            gamma=gamma,
            ngram=ngram,
        )


def _centres(
    vectors: Floats,
    groups: Sequence[str],
    shrink: float,
    more: tuple[Floats, Sequence[str]] | None,
) -> tuple[Floats, tuple[str, ...]]:
    common = vectors.mean(axis=0)
    extra, extra_groups = more if more is not None else (vectors[:0], ())
    everything = np.vstack([vectors, extra])
    belongs = np.array([*groups, *extra_groups], dtype=str)
    known = tuple(sorted(set(belongs.tolist())))
    centres = [common]
    for group in known:
        own = everything[belongs == group]
        centres.append((own.sum(axis=0) + shrink * common) / (len(own) + shrink))
    return np.stack(centres).astype(np.float32), known


def _centre(
    vectors: Floats, groups: Sequence[str], centres: Floats, known: tuple[str, ...]
) -> Floats:
    place = {group: row + 1 for row, group in enumerate(known)}
    moved = vectors - centres[[place.get(group, 0) for group in groups]]
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-6), dtype=np.float32)


def _likeness(cosines: Floats, letters: Floats, settings: Settings) -> Floats:
    near = np.exp(np.float32(2 * settings.gamma) * (cosines - np.float32(1)))
    return np.asarray(near + np.float32(settings.ngram) * letters, dtype=np.float32)


def _solve(
    matrix: Floats, goal: Floats, offsets: Floats
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Weights for all rows, and leave-one-out decisions for some rows and which ones.

    Kernel ridge regression gives the decision on a row left out exactly and without refitting:
    its goal less its weight divided by its place on the inverse's diagonal. A sample suffices to
    calibrate, and the whole inverse would take three times as long as the factor.
    """
    factor, failed = lapack.spotrf(np.asfortranarray(matrix), lower=1, clean=1, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError(f"the likeness of row {failed} is not positive")
    weights = cho_solve((factor, True), goal - offsets, check_finite=False)
    tried = np.arange(0, len(goal), max(1, len(goal) // TRIED))
    units = np.zeros((len(goal), len(tried)), dtype=np.float32, order="F")
    units[tried, np.arange(len(tried))] = 1.0
    half = solve_triangular(factor, units, lower=True, overwrite_b=True, check_finite=False)
    left_out = goal[tried] - weights[tried] / np.square(half).sum(axis=0)[:, None]
    return weights, left_out, tried


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _sharpness(decisions: Floats, goal: Floats) -> float:
    """The factor that makes decisions on rows left out best calibrated (log loss)."""
    truth = goal.argmax(axis=1)
    rows = np.arange(len(truth))

    def loss(log_factor: float) -> float:
        logits = decisions * np.exp(log_factor)
        top = logits.max(axis=1)
        totals = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        return float((totals - logits[rows, truth]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(0.0, 5.0), method="bounded").x))
