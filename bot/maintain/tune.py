"""`make tune`: teach the sentence model what the examples are about; writes bot/nlu/tuned.npz.

Only low-rank changes are learned (LoRA, Hu et al. 2021, arXiv 2106.09685), from all rows of
data/nlu but those that calibrate (kernel.LEFT_OUT), so that confidences stay honest. Needs PyTorch
(tune.lock), which the assistant itself does not. To be run when the rows have changed much: the
classifier learns single new rows by `make train` alone.
"""

import argparse
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.nlu import tuned
from bot.nlu.e5_weights import Floats, Weights, carried
from bot.nlu.embedder import SentenceModel
from bot.nlu.kernel import left_out
from knowledge import examples

RANK = 16
# What the changes count for: alpha / rank of the paper.
SHARE = 2.0
SEED = 7
BATCH = 64
# Steps over which the rate rises, as a share of all steps; then it falls to zero.
WARM = 0.1
DROPOUT = 0.1
SMOOTH = 0.05
# One over the temperature of the cosines.
SHARP = 12.0
HEAD_RATE = 1e-2
# Missing somebody in danger costs more than asking back.
DANGER, DANGER_COUNTS = "emergency", 2.0


class Changed(nn.Module):
    """A linear layer whose weights stay, and their low-rank change."""

    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        matrix = torch.tensor(weights.matrix(name))
        outputs, inputs = matrix.shape
        self.register_buffer("matrix", matrix)
        self.register_buffer("bias", torch.tensor(weights.floats(f"{name}.b").copy()))
        self.down = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, given: Tensor) -> Tensor:
        """(..., inputs) -> (..., outputs)."""
        change = functional.linear(functional.linear(given, self.down), self.up)
        return functional.linear(given, self.matrix, self.bias) + SHARE * change

    def sides(self) -> tuple[Floats, Floats]:
        """`up` and `down` as tuned.py keeps them."""
        up, down = (side.detach().numpy() for side in (SHARE * self.up, self.down))
        return up, down


class Layer(nn.Module):
    """One layer of BERT's encoder, as e5_graph.py writes it."""

    def __init__(self, weights: Weights, at: str) -> None:
        super().__init__()
        self._heads, self._epsilon = weights.shape.heads, weights.shape.epsilon
        self.linear = nn.ModuleDict(
            {part: Changed(weights, f"{at}.{part}") for part in ("q", "k", "v", "ao", "fi", "fo")}
        )
        self._norms = {
            name: [torch.tensor(weights.floats(f"{at}.{name}.{side}").copy()) for side in "wb"]
            for name in ("aln", "oln")
        }

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """(texts, pieces, width) -> the same; `mask`: which pieces are there."""
        texts, pieces, width = hidden.shape
        q, k, v = (
            self.linear[part](hidden)
            .view(texts, pieces, self._heads, width // self._heads)
            .transpose(1, 2)
            for part in ("q", "k", "v")
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = self.linear["ao"](mixed.transpose(1, 2).reshape(texts, pieces, width))
        hidden = self._norm("aln", hidden + self._drop(mixed))
        wide = functional.gelu(self.linear["fi"](hidden))
        return self._norm("oln", hidden + self._drop(self.linear["fo"](wide)))

    def _norm(self, name: str, given: Tensor) -> Tensor:
        scale, shift = self._norms[name]
        return functional.layer_norm(given, scale.shape, scale, shift, self._epsilon)

    def _drop(self, given: Tensor) -> Tensor:
        return functional.dropout(given, DROPOUT, self.training)


class Encoder(nn.Module):
    """Texts that have entered the network -> unit vectors."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            Layer(weights, f"l{number}") for number in range(weights.shape.layers)
        )

    def forward(self, entered: Sequence[Floats]) -> Tensor:
        """`entered`: one array (pieces, width) a text; gives (texts, width), not of length one."""
        longest = max(map(len, entered))
        hidden = torch.zeros(len(entered), longest, entered[0].shape[1])
        there = torch.zeros(len(entered), longest, dtype=torch.bool)
        for row, text in enumerate(entered):
            hidden[row, : len(text)] = torch.from_numpy(text)
            there[row, : len(text)] = True
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers:
                hidden = layer(hidden, there[:, None, None, :])
        kept = hidden.float() * there[..., None]
        return cast(Tensor, kept.sum(1) / there.sum(1, keepdim=True))

    def sides(self) -> dict[str, tuple[Floats, Floats]]:
        """All changes, by name of the matrix."""
        return {
            f"l{number}.{part}": cast(Changed, change).sides()
            for number, layer in enumerate(self.layers)
            for part, change in cast(Layer, layer).linear.items()
        }


def main() -> None:
    """Prints the share of calibrating rows that are right after each round."""
    parser = argparse.ArgumentParser(prog="tune", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="times that each row is seen")
    parser.add_argument("--rate", type=float, default=4e-4, help="step size of the changes")
    parser.add_argument("--out", type=Path, default=tuned.FILE)
    given = parser.parse_args()
    torch.manual_seed(SEED)
    rows = examples.load(Path("data/nlu"))
    labels = sorted({row.label for row in rows})
    truth = torch.tensor([labels.index(row.label) for row in rows])
    tried = set(np.flatnonzero(left_out([row.text for row in rows])).tolist())
    taught = [number for number in range(len(rows)) if number not in tried]
    plain = SentenceModel(tuned=tuned.Tuned(Path("none")))
    entered = [plain.enter(row.text)[0] for row in rows]
    encoder = Encoder(Weights(carried()))
    head, centre = _start(encoder, [entered[row] for row in taught], truth[taught], len(labels))
    counts = torch.ones(len(labels))
    counts[labels.index(DANGER)] = DANGER_COUNTS
    learned = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW([{"params": learned}, {"params": [head]}], weight_decay=0.01)
    steps, step = given.rounds * math.ceil(len(taught) / BATCH), 0

    def logits(numbers: Sequence[int]) -> Tensor:
        vectors = functional.normalize(encoder([entered[row] for row in numbers]) - centre, dim=1)
        return SHARP * functional.linear(vectors, functional.normalize(head, dim=1))

    for passed in range(given.rounds):
        encoder.train()
        for batch in _batches(taught, [len(text) for text in entered], SEED + passed):
            step += 1
            rising = min(1.0, step / (WARM * steps)) * (steps - step) / steps
            for group, rate in zip(optimiser.param_groups, (given.rate, HEAD_RATE), strict=True):
                group["lr"] = rate * rising
            loss = functional.cross_entropy(
                logits(batch), truth[batch], weight=counts, label_smoothing=SMOOTH
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
        encoder.eval()
        with torch.no_grad():
            parts = _batches(sorted(tried), [len(text) for text in entered], SEED)
            right = sum(int((logits(part).argmax(1) == truth[part]).sum()) for part in parts)
        print(
            f"round {passed + 1}: {right / len(tried):.3f} of {len(tried)} rows right", flush=True
        )
    tuned.save(given.out, encoder.sides())


def _start(
    encoder: Encoder, entered: Sequence[Floats], truth: Tensor, labels: int
) -> tuple[nn.Parameter, Tensor]:
    """Each label's mean direction before anything is learned, and the centre of all rows."""
    encoder.eval()
    found = torch.zeros(len(entered), entered[0].shape[1])
    with torch.no_grad():
        for part in _batches(range(len(entered)), [len(text) for text in entered], SEED):
            found[part] = functional.normalize(encoder([entered[row] for row in part]), dim=1)
    centre = found.mean(0)
    means = [(found[truth == label] - centre).mean(0) for label in range(labels)]
    return nn.Parameter(functional.normalize(torch.stack(means), dim=1)), centre


def _batches(numbers: Sequence[int], lengths: Sequence[int], seed: int) -> list[list[int]]:
    """All numbers once, those of about one length together, in an order drawn by `seed`."""
    drawn = random.Random(seed)
    mixed = drawn.sample(list(numbers), len(numbers))
    made = []
    for start in range(0, len(mixed), 20 * BATCH):
        near = sorted(mixed[start : start + 20 * BATCH], key=lengths.__getitem__)
        made += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    return drawn.sample(made, len(made))


if __name__ == "__main__":
    main()
