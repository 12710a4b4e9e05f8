"""What the sentence model learned about this subject: low-rank changes of its matrices.

LoRA (Hu et al. 2021, arXiv 2106.09685): a matrix W becomes W + up @ down. `make tune` writes the
file from the training rows (bot/maintain/tune.py); nothing in it is a row or a word. Refuses to
know how the changed matrices are computed with.
"""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("tuned.npz")

Floats = NDArray[np.float32]


class Tuned:
    """The changes by name of the matrix; without a file nothing is changed."""

    def __init__(self, path: Path = FILE) -> None:
        """Raises ValueError for a file that is not of `save`."""
        self.version = "plain"
        self._halves: dict[str, NDArray[np.float16]] = {}
        if path.is_file():
            self.version = hashlib.blake2b(path.read_bytes(), digest_size=4).hexdigest()
            with np.load(path, allow_pickle=False) as stored:
                self._halves = {name: stored[name] for name in stored.files}

    def change(self, name: str) -> Floats | None:
        """What is added to a matrix, shape (outputs, inputs); None where it stays as it was."""
        if f"{name}.up" not in self._halves:
            return None
        up, down = (self._halves[f"{name}.{side}"].astype(np.float32) for side in ("up", "down"))
        return np.asarray(up @ down, dtype=np.float32)


def save(path: Path, sides: dict[str, tuple[Floats, Floats]]) -> None:
    """Writes `up` (outputs, rank) and `down` (rank, inputs) of each matrix, in half precision."""
    halves = {
        f"{name}.{side}": array.astype(np.float16)
        for name, pair in sides.items()
        for side, array in zip(("up", "down"), pair, strict=True)
    }
    np.savez_compressed(path, **halves)
