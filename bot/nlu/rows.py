"""Vectors of training rows, kept on disk by text hash so that an edit retrains in seconds.

Knows a folder and an embedder. Refuses to know labels; people's messages never come here.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.nlu.embedder import Embedder, Vectors

# A training that is broken off keeps what it has computed, so many rows at a time.
AT_ONCE = 6000
# Vectors kept in the file, newest first; 150 MB.
KEPT = 100_000


class VectorFile:
    """One .npz file of an embedder's vectors: a hash of the text beside each vector."""

    def __init__(self, folder: Path, *, version: str) -> None:
        self._path = folder / f"{version}.npz"

    def read(self) -> dict[bytes, Vectors]:
        """All vectors by hash; a missing or broken file is an empty one."""
        try:
            with np.load(self._path, allow_pickle=False) as stored:
                return dict(
                    zip((bytes(key) for key in stored["keys"]), stored["vectors"], strict=True)
                )
        except (OSError, ValueError, KeyError, EOFError):
            return {}

    def write(self, vectors: dict[bytes, Vectors]) -> None:
        """Replaces the file at one stroke."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}.tmp.npz")
        keys = np.array([np.frombuffer(key, dtype=np.uint8) for key in vectors])
        np.savez(draft, keys=keys, vectors=np.stack(list(vectors.values())))
        draft.replace(self._path)


def embed_rows(texts: Sequence[str], embedder: Embedder, folder: Path) -> Vectors:
    """Vectors of all texts, in order; only texts not seen before are computed.

    The file keeps the rows of this call and the newest of earlier ones up to `KEPT`.
    """
    if not texts:
        return np.empty((0, embedder.dim), dtype=np.float32)
    file = VectorFile(folder, version=embedder.version)
    known = file.read()
    keys = [text_hash(text) for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    for start in range(0, len(missing), AT_ONCE):
        part = dict([*missing.items()][start : start + AT_ONCE])
        known.update(zip(part, embedder.embed([*part.values()]), strict=True))
        kept = {key: known[key] for key in [*known][-KEPT:]}
        file.write({**kept, **{key: known[key] for key in keys if key in known}})
    return np.stack([known[key] for key in keys])


def text_hash(text: str) -> bytes:
    """Sixteen bytes that stand for a training row."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
