"""The network as an ONNX graph, built in memory from the mapped weights.

Inputs "words" and "places": float32 (tokens, hidden), the word embeddings and the sums
of position and type embeddings.
Outputs "states": float32 (tokens, hidden), the last layer; "mean": float32 (hidden,),
its mean over the tokens, not normalized; "tokens": float32 (tokens, width), a middle
layer's states, made equally long, along the axes of tokens. Contrib operators
(`com.microsoft`) belong to the pinned onnxruntime.
"""

import platform
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.adapter import UNCHANGED, Adapter
from vectorstore.embeddings.axes import LAYER, Axes
from vectorstore.embeddings.weights import Bytes, Floats, Weights, unpack

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

MEAN = "mean"
STATES = "states"
TOKENS = "tokens"
"""What the graph gives: the mean of the tokens, each of them, and what each means."""
RECIPE = 3  # raised whenever the numbers that come out change

_CONTRIB = "com.microsoft"
_MIDDLE = 128  # what an unsigned byte holds for zero
_GELU_FLOOR = 0.17  # no value of the GELU function is below -0.17


class Variant(StrEnum):
    """How the weights are multiplied."""

    MIX = "mix"  # 8 bit, with a scale for each token where values lie far apart
    FP32 = "fp32"  # single precision; for comparisons


def has_dot_products(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Return whether this processor has dot products of bytes.

    They take signed weights. Without them onnxruntime multiplies those by instructions
    whose 16-bit sums may saturate, and unsigned ones by others, which are exact and a
    quarter slower: so each processor is given the weights that it multiplies exactly,
    and the same whole numbers come out.
    """
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return True  # every Apple processor of this kind has them
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return False
    flags = {
        flag
        for line in lines
        if line.lower().startswith(("flags", "features"))
        for flag in line.partition(":")[2].split()
    }
    return bool(flags & {"avx512_vnni", "avx_vnni", "asimddp"})


def build_graph(
    weights: Weights,
    variant: Variant,
    adapter: Adapter = UNCHANGED,
    *,
    axes: Axes,
    signed: bool,
) -> bytes:
    """Return the serialized model, with an adapter's changes, for a session.

    Args:
        weights: what it multiplies by.
        variant: how.
        adapter: what the model was taught since.
        axes: of what a token means.
        signed: whether 8-bit weights are signed, which does not change what comes out
            where the processor multiplies them exactly (`has_dot_products`).
    """
    from onnx import TensorProto, helper

    network = _Network(weights, variant, adapter, signed=signed)
    state = network.add_and_normalize("words", "places", "emb.ln")
    for layer in range(weights.shape.layers):
        state = network.layer(state, f"l{layer}")
        if layer == LAYER:
            network.tokens(state, axes)
    network.node("Identity", [state], output=STATES)
    network.node("ReduceMean", [state, network.axes(0)], output=MEAN, keepdims=0)
    hidden = weights.shape.hidden
    rows = ["tokens", hidden]
    model = helper.make_model(
        helper.make_graph(
            network.nodes,
            "multilingual-e5-small",
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, rows)
                for name in ("words", "places")
            ],
            [
                helper.make_tensor_value_info(MEAN, TensorProto.FLOAT, [hidden]),
                helper.make_tensor_value_info(STATES, TensorProto.FLOAT, rows),
                helper.make_tensor_value_info(
                    TOKENS, TensorProto.FLOAT, ["tokens", axes.width]
                ),
            ],
            network.constants,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=9,
    )
    return model.SerializeToString()


class _Network:
    """Collects the nodes and constants of one graph; every method returns a name."""

    def __init__(
        self, weights: Weights, variant: Variant, adapter: Adapter, *, signed: bool
    ) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._weights = weights
        self._adapter = adapter
        self._is_mixed = variant is Variant.MIX
        self._project: Callable[[str, Sequence[str], int], list[str]] = (
            self._int8_products if self._is_mixed else self._float_products
        )
        self._signed = signed

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        *,
        output: str | None = None,
        domain: str = "",
        **attributes: float,
    ) -> str:
        name = output or f"n{len(self.nodes)}"
        self._append(kind, inputs, [name], domain=domain, **attributes)
        return name

    def _append(
        self,
        kind: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        *,
        domain: str = "",
        **attributes: float,
    ) -> None:
        from onnx import helper

        node = helper.make_node(kind, inputs, outputs, domain=domain)
        node.attribute.extend(
            helper.make_attribute(key, value) for key, value in attributes.items()
        )
        self.nodes.append(node)

    def constant(self, values: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(
            numpy_helper.from_array(np.ascontiguousarray(values), name)
        )
        return name

    def axes(self, *axes: int) -> str:
        return self.constant(np.array(axes, np.int64))

    def add_and_normalize(
        self, state: str, change: str, tensor: str, *, bias: str = ""
    ) -> str:
        # The fused kernel: with onnxruntime 1.27, 205 tokens take it 89 µs and the
        # standard LayerNormalization 393 µs.
        return self.node(
            "SkipLayerNormalization",
            [
                state,
                change,
                self._vector(f"{tensor}.w"),
                self._vector(f"{tensor}.b"),
                bias,
            ],
            domain=_CONTRIB,
            epsilon=self._weights.shape.epsilon,
        )

    def layer(self, state: str, name: str) -> str:
        hidden = self._weights.shape.hidden
        parts = [f"{name}.{part}" for part in ("q", "k", "v")]
        queries, keys, values = (
            self.node("Unsqueeze", [part, self.axes(0)])
            for part in self._project(state, parts, hidden)
        )
        attended = self.node(
            "MultiHeadAttention",
            [queries, keys, values],
            domain=_CONTRIB,
            num_heads=self._weights.shape.heads,
        )
        attended = self.node("Squeeze", [attended, self.axes(0)])
        (attended,) = self._project(attended, [f"{name}.ao"], hidden)
        state = self.add_and_normalize(state, attended, f"{name}.aln")
        (grown,) = self._project(state, [f"{name}.fi"], hidden)
        grown = self.node("Gelu", [grown])
        if self._is_mixed:
            shrunk, bias = self._row_scaled_product(grown, f"{name}.fo")
        else:
            inner = self._weights.shape.inner
            (shrunk,), bias = self._project(grown, [f"{name}.fo"], inner), ""
        return self.add_and_normalize(state, shrunk, f"{name}.oln", bias=bias)

    def tokens(self, state: str, axes: Axes) -> None:
        unit = self.node("LpNormalization", [state], axis=1, p=2)
        apart = self.node("Sub", [unit, self.constant(axes.mean)])
        directions = self.constant(axes.directions)
        self.node("MatMul", [apart, directions], output=TOKENS)

    def _vector(self, tensor: str) -> str:
        return self.constant(self._weights.floats[tensor])

    def _blocks(self, tensor: str, inputs: int) -> Bytes:
        outputs = self._weights.floats[f"{tensor}.b"].size
        return self._weights.matrix(f"{tensor}.w", outputs=outputs, inputs=inputs)

    def _matrix(self, tensor: str, inputs: int) -> Floats:
        matrix = unpack(self._blocks(tensor, inputs))
        change = self._adapter.change(tensor)
        return matrix if change is None else matrix + change

    def _float_products(
        self, state: str, tensors: Sequence[str], inputs: int
    ) -> list[str]:
        return [
            self.node(
                "Gemm",
                [
                    state,
                    self.constant(self._matrix(tensor, inputs).T),
                    self._vector(f"{tensor}.b"),
                ],
            )
            for tensor in tensors
        ]

    def _int8_products(
        self, state: str, tensors: Sequence[str], inputs: int
    ) -> list[str]:
        rounded, step, zero = (f"{state}.{part}" for part in ("u8", "step", "zero"))
        self._append("DynamicQuantizeLinear", [state], [rounded, step, zero])
        results: list[str] = []
        for tensor in tensors:
            whole, scales = _to_int8(self._matrix(tensor, inputs))
            weights, middle = self._bytes(whole)
            operands = [rounded, weights, step, self.constant(scales), zero, middle]
            results.append(
                self.node(
                    "MatMulIntegerToFloat",
                    [*operands, self._vector(f"{tensor}.b")],
                    domain=_CONTRIB,
                )
            )
        return results

    def _row_scaled_product(self, state: str, tensor: str) -> tuple[str, str]:
        """Multiply what GELU gave, which a few tokens fill with very large values.

        Each token has its own scale, or the largest would round the others away. The
        values are lifted above zero, so that all eight bits are used; what the lift
        adds to the sums is constant and taken off the bias, which is returned too.
        """
        matrix = self._matrix(tensor, self._weights.shape.inner)
        whole, scales = _to_int8(matrix)
        lift = np.float32(_GELU_FLOOR)
        surplus = lift * scales * whole.sum(axis=1, dtype=np.float32)
        lifted = self.node("Add", [state, self.constant(np.array([lift]))])
        peaks = self.node("ReduceMax", [lifted, self.axes(1)], keepdims=0)
        steps = self.node(
            "Mul", [peaks, self.constant(np.array([1 / 255], np.float32))]
        )
        rounded = self.node("QuantizeLinear", [lifted, steps], axis=0)
        one = self.constant(np.array(1, np.float32))
        weights, middle = self._bytes(whole)
        product = self.node(
            "MatMulIntegerToFloat",
            [rounded, weights, one, self.constant(scales), "", middle],
            domain=_CONTRIB,
        )
        steps = self.node("Unsqueeze", [steps, self.axes(1)])
        bias = self.constant(self._weights.floats[f"{tensor}.b"] - surplus)
        return self.node("Mul", [product, steps]), bias

    def _bytes(self, whole: NDArray[np.int8]) -> tuple[str, str]:
        """Return weights of shape (outputs, inputs) turned, and their zero point."""
        if self._signed:
            return self.constant(whole.T), ""
        lifted = whole.view(np.uint8) ^ np.uint8(_MIDDLE)
        return self.constant(lifted.T), self.constant(np.array(_MIDDLE, np.uint8))


def _to_int8(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return whole numbers of the matrix's shape and the scale of each row."""
    scales = np.maximum(np.abs(matrix).max(axis=1), np.float32(1e-12)) / np.float32(127)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales
