"""The label model: one least-squares classifier over all labels, on nearness and n-grams.

Nearness of two texts = exp(-gamma * squared distance of their embeddings, each centred on its
language). A decision is linear in the nearness to some training rows, the landmarks, and in the
n-grams (solve.py). Rows that are left out calibrate the confidences. Knows arrays; refuses to know
Rasa, files of training data and thresholds.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from bot.nlu import ngrams
from bot.nlu.solve import solve

Floats = NDArray[np.float32]

# One row in so many is left out to calibrate the confidences: never learned from, here or by
# the sentence model (bot/maintain/tune.py).
LEFT_OUT = 24
# Nearness is measured to every row of these labels: missing one of them costs most.
DENSE = ("emergency",)
# Landmarks are drawn, once and for all trainings alike.
SEED = 7


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`gamma`: how local the embedding's nearness is; `ngram`: weight of the n-grams beside it;
    `ridge`: how far the rows may be missed; `shrink`: rows after which a language's own centre
    counts as much as the common one; `landmarks`: how many rows nearness is measured to;
    `rounds`: steps of the solver."""

    gamma: float = 1.0
    ngram: float = 0.15
    ridge: float = 0.3
    shrink: float = 10.0
    landmarks: float = 10000
    rounds: float = 20


@dataclass(frozen=True, kw_only=True)
class LabelModel:
    """A trained model; arrays only, so that it is saved without pickling."""

    labels: tuple[str, ...]
    groups: tuple[str, ...]
    centres: Floats  # (1 + groups, dim); the first is the common centre
    landmarks: Floats  # (m, dim) centred rows
    nearness: Floats  # (m, labels) weights
    letters: Floats  # (ngrams.SKETCHED, labels) weights
    rarity: Floats  # (ngrams.BUCKETS,)
    offsets: Floats  # (labels,)
    sharpness: float  # decisions -> logits
    gamma: float

    @classmethod
    def fit(
        cls,
        vectors: Floats,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        settings: Settings,
        *,
        tried: NDArray[np.bool_] | None = None,
        more: tuple[Floats, Sequence[str]] | None = None,
    ) -> "LabelModel":
        """Solves for all labels at once. `tried` are the rows that calibrate, by default those of
        `left_out`; `more` are vectors and groups of texts without a label, which only help to
        place the centres of languages with few rows."""
        names = tuple(sorted(set(labels)))
        centres, known = _centres(vectors, groups, settings.shrink, more)
        rows = _centre(vectors, groups, centres, known)
        counts = ngrams.count(texts)
        rarity = ngrams.rarity(counts)
        letters = ngrams.sketch(ngrams.weigh(counts, rarity))
        truth = np.searchsorted(names, labels)
        goal = np.eye(len(names), dtype=np.float32)[truth]
        taught, calibrating = _parts(left_out(texts) if tried is None else tried)
        dense = np.isin(np.array(labels)[taught], DENSE)
        chosen = _landmarks(dense, int(settings.landmarks))
        offsets = goal[taught].mean(axis=0)
        landmarks = rows[taught][chosen]
        solved = solve(
            _near(rows[taught], landmarks, settings.gamma),
            chosen,
            letters[taught],
            goal[taught] - offsets,
            ridge=settings.ridge,
            share=settings.ngram,
            rounds=int(settings.rounds),
        )
        made = cls(
            labels=names,
            groups=known,
            centres=centres,
            landmarks=landmarks,
            nearness=solved.landmarks,
            letters=solved.ngrams,
            rarity=rarity,
            offsets=offsets,
            sharpness=1.0,
            gamma=settings.gamma,
        )
        unseen = made._decide(rows[calibrating], letters[calibrating])
        return replace(made, sharpness=_sharpness(unseen, goal[calibrating]))

    def decisions(self, vectors: Floats, texts: Sequence[str], groups: Sequence[str]) -> Floats:
        """Near 1 for a label's own texts, near 0 for others; shape (texts, labels)."""
        centred = _centre(vectors, groups, self.centres, self.groups)
        return self._decide(centred, ngrams.sketch(ngrams.weigh(ngrams.count(texts), self.rarity)))

    def _decide(self, centred: Floats, letters: csr_matrix) -> Floats:
        near = _near(centred, self.landmarks, self.gamma) @ self.nearness
        return np.asarray(near + letters @ self.letters + self.offsets, dtype=np.float32)

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
            landmarks=self.landmarks.astype(np.float16),
            nearness=self.nearness.astype(np.float16),
            letters=self.letters.astype(np.float16),
            rarity=self.rarity.astype(np.float16),
            offsets=self.offsets,
            numbers=np.array([self.sharpness, self.gamma]),
        )

    @classmethod
    def load(cls, path: Path) -> "LabelModel":
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        sharpness, gamma = (float(number) for number in arrays.pop("numbers"))
        labels, groups = (tuple(map(str, arrays.pop(name))) for name in ("labels", "groups"))
        full = {name: array.astype(np.float32) for name, array in arrays.items()}
        return cls(labels=labels, groups=groups, sharpness=sharpness, gamma=gamma, **full)


def left_out(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which rows calibrate: always the same texts, whatever stands beside them."""
    hashes = (hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.array([int.from_bytes(key, "big") % LEFT_OUT == 0 for key in hashes], dtype=bool)


def _parts(tried: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows to learn from and rows to calibrate on; few rows serve as both."""
    if len(tried) < 10 * LEFT_OUT:
        return np.arange(len(tried)), np.arange(len(tried))
    return np.flatnonzero(~tried), np.flatnonzero(tried)


def _landmarks(dense: NDArray[np.bool_], wanted: int) -> NDArray[np.intp]:
    """All dense rows, and as many others as are wanted in all, drawn once and for all."""
    always, others = np.flatnonzero(dense), np.flatnonzero(~dense)
    drawn = np.random.default_rng(SEED).permutation(others)[: max(wanted - len(always), 0)]
    return np.sort(np.concatenate([always, drawn]))


def _near(rows: Floats, landmarks: Floats, gamma: float) -> Floats:
    near = rows @ landmarks.T
    near -= np.float32(1)
    near *= np.float32(2 * gamma)
    return np.asarray(np.exp(near, out=near), dtype=np.float32)


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
