"""Export a checkpoint: `python -m training.attribution.export CHECKPOINT WEIGHTS MODEL_FOLDER`.

Writes `model.onnx` (int8; `--full` for fp32 beside it), `tokenizer.json` and `config.json`. WEIGHTS is the
folder of all-MiniLM-L6-v2, for its tokenizer. Several checkpoints are averaged.
"""

import argparse
import json
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.attribution.model import HEADS, HIDDEN, Attribution, Layer

WINDOW, MARGIN = 320, 40
BEGIN = (3.0, 3.0, 0.3)  # bonus of a source, cue and content span; chosen on development articles
VERSION = "1"


class Attend(torch.autograd.Function):
    """Attention as one operator of onnxruntime; in torch only its shape matters."""

    @staticmethod
    def forward(_context: object, query: Tensor, _key: Tensor, _value: Tensor) -> Tensor:
        """A tensor of the shape of the result."""
        return query.clone()

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        """The operator; without a mask, so windows of one batch must be of one length."""
        found = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=HEADS)
        return found.setType(query.type())


class Traced(nn.Module):
    """A layer as it is exported, with three projections and onnxruntime's attention."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.layer = layer
        weights = layer.query_key_value.weight.chunk(3)
        biases = layer.query_key_value.bias.chunk(3)
        self.parts = nn.ModuleList(_linear(*pair) for pair in zip(weights, biases, strict=True))

    def forward(self, hidden: Tensor, _mask: Tensor) -> Tensor:
        """As `Layer.forward`, without padding."""
        layer = self.layer
        mixed = Attend.apply(*(part(hidden) for part in self.parts))  # type: ignore[no-untyped-call]
        hidden = layer.norm(layer.output(mixed) + hidden)
        fed: Tensor = layer.norm_feed(layer.down(functional.gelu(layer.up(hidden))) + hidden)
        return fed


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(HIDDEN, HIDDEN)
    made.weight, made.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return made


def main() -> None:
    """Export and print the sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, nargs="+")
    parser.add_argument("weights", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    model = average(options.checkpoint)
    options.folder.mkdir(parents=True, exist_ok=True)
    graph(model, options.folder, full=options.full)
    tokenizer = Tokenizer.from_file(str(options.weights / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(options.folder / "tokenizer.json"))
    text = json.dumps(config(model), indent=1)
    (options.folder / "config.json").write_text(text + "\n", encoding="utf-8")
    for path in sorted(options.folder.iterdir()):
        print(f"{path.stat().st_size:>10} {path.name}")


def average(checkpoints: list[Path]) -> Attribution:
    """The model whose weights are the mean of the checkpoints'."""
    states = [torch.load(path, weights_only=True) for path in checkpoints]
    mean = {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}
    model = Attribution()
    model.load_state_dict(mean)
    return model.eval()


def config(model: Attribution) -> dict[str, object]:
    """What decoding needs beside the graph; the confidence is fitted by confidence.py."""
    return {
        "version": VERSION,
        "window": WINDOW,
        "margin": MARGIN,
        "begin": list(BEGIN),
        "moves": _rounded(model.field.transitions()),
        "distance": _rounded(model.distance),
        "nobody": _rounded(model.nobody),
    }


def _rounded(values: Tensor) -> object:
    return json.loads(json.dumps((values.double() * 1e5).round().div(1e5).tolist()))


def graph(model: Attribution, folder: Path, *, full: bool) -> None:
    """Write `model.onnx`, quantised; with `full` also `model.fp32.onnx`."""
    for number, layer in enumerate(model.encoder.layers):
        if isinstance(layer, Layer):
            model.encoder.layers[number] = Traced(layer)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        raw, fused = Path(scratch) / "raw.onnx", Path(scratch) / "fused.onnx"
        _trace(model, raw)
        options = FusionOptions("bert")
        options.enable_embed_layer_norm, options.enable_attention = False, False
        optimised = optimize_model(
            str(raw), "bert", num_heads=HEADS, hidden_size=HIDDEN, optimization_options=options, opt_level=0
        )
        optimised.save_model_to_file(str(fused))
        extra = {"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT}
        target = folder / "model.onnx"
        # Weights of 7 bits: sums of two products fit 16 bits, so every processor reads the same.
        quantize_dynamic(
            fused,
            target,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options=extra,
        )
        if full:
            shutil.copy(fused, folder / "model.fp32.onnx")


def _trace(model: Attribution, path: Path) -> None:
    ids = torch.ones((2, 16), dtype=torch.int64)
    axes = {0: "batch", 1: "pieces"}
    names = ("ids", "types"), ("emissions", "vectors")
    torch.onnx.export(
        model,
        (ids, torch.zeros_like(ids)),
        str(path),
        input_names=list(names[0]),
        output_names=list(names[1]),
        dynamic_axes={name: axes for pair in names for name in pair},
        opset_version=17,
        dynamo=False,
        custom_opsets={"com.microsoft": 1},
    )


if __name__ == "__main__":
    main()
