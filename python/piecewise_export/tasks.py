"""Command line for transformers' tasks: `python -m piecewise_export.tasks MODEL_OR_FOLDER --task TASK -o out.pt2`.

Encoders and classifiers of texts, images and sound, with named inputs and results. Causal language models have a form of their own
(`python -m piecewise_export`).
"""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path

import torch
import transformers

from .dims import VaryingDim, export_with_dims
from .errors import ExportError
from .lacking import without_lacking
from .loading import DTYPES, load_config, parse_override
from .recording import save

# The class that transformers has for each task, and what it takes.
TASKS = {
    "features": "AutoModel", "fill-mask": "AutoModelForMaskedLM", "text-classification": "AutoModelForSequenceClassification",
    "token-classification": "AutoModelForTokenClassification", "question-answering": "AutoModelForQuestionAnswering",
    "image-classification": "AutoModelForImageClassification", "semantic-segmentation": "AutoModelForSemanticSegmentation",
    "object-detection": "AutoModelForObjectDetection", "depth-estimation": "AutoModelForDepthEstimation",
    "audio-classification": "AutoModelForAudioClassification", "speech-recognition": "AutoModelForCTC",
    "seq2seq": "AutoModelForSeq2SeqLM",
}
# Results that are no tensors, or that only another call of the same model takes.
_LEFT_OUT = ("past_key_values", "encoder_past_key_values", "cache_params")


class Named(torch.nn.Module):
    """A model whose results are a dict of those that are tensors."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def results(self, **inputs: torch.Tensor) -> dict[str, torch.Tensor]:
        results = self.model(**inputs, return_dict=True)
        return {k: v for k, v in results.items() if isinstance(v, torch.Tensor) and k not in _LEFT_OUT}


def named(model: torch.nn.Module, names: list[str]) -> Named:
    """The model with exactly these arguments: torch.export writes no guards for those of a forward(**inputs)."""
    scope: dict[str, object] = {}
    passed = ", ".join(f"{name}={name}" for name in names)
    exec(f"def forward(self, {', '.join(names)}):\n    return self.results({passed})\n", scope)
    return type("Named", (Named,), {"forward": scope["forward"]})(model)


def main(arguments: list[str] | None = None) -> int:
    """Runs one export; the exit code is 0, 1 for a model that cannot be exported, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        _export(options)
    except ExportError as error:
        print(f"piecewise_export: {error}", file=sys.stderr)
        return 1
    return 0


def _export(options: argparse.Namespace) -> None:
    overrides = dict(parse_override(text) for text in options.set)
    config = load_config(options.model, options.layers, overrides)
    model = load(options.model, config, options.task, DTYPES[options.dtype], options.random_weights)
    calls = [((), inputs(model, number)) for number in range(max(1, options.cases))]
    given = calls[0][1]
    program, notes = export_with_dims(named(model, list(given)), (), given, dims(given), largest=largest(model))
    for note in notes:
        print(f"warning: {note}", file=sys.stderr)
    program, names = without_lacking(program)
    if names:
        print(f"decomposed, because Piecewise lacks {', '.join(names)}", file=sys.stderr)
    save(program, options.output, calls if options.cases else [])
    size = Path(options.output).stat().st_size / 2**20
    print(f"{options.output}: {type(model).__name__}, {len(program.graph.nodes)} nodes, {size:.1f} MiB, takes {', '.join(given)}")


def load(source: str, config: object, task: str, dtype: torch.dtype, random_seed: int | None) -> torch.nn.Module:
    """The model for a task, in eval mode."""
    auto = getattr(transformers, TASKS[task])
    if type(config) not in auto._model_mapping:
        raise ExportError(f"'{config.model_type}' has no model for the task {task} in transformers")
    config.use_cache = False
    if random_seed is not None:
        torch.manual_seed(random_seed)
        return auto.from_config(config, dtype=dtype).eval()
    try:
        return auto.from_pretrained(source, config=config, dtype=dtype).eval()
    except OSError as error:
        raise ExportError(f"no weights at '{source}': {error} (--random-weights SEED makes random ones)") from error


def inputs(model: torch.nn.Module, number: int) -> dict[str, torch.Tensor]:
    """Inputs of call `number`, by name: texts of two lengths, images, or sound, in batches of two sizes."""
    config, dtype = model.config, next(model.parameters()).dtype
    names = inspect.signature(model.forward).parameters
    rng = torch.Generator().manual_seed(number)
    batch, length = 2 + number % 2, 9 - 2 * (number % 2)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=rng).to(dtype)

    main = model.main_input_name
    if main == "pixel_values":
        side = getattr(config, "image_size", None) or 224
        height, width = side if isinstance(side, (list, tuple)) else (side, side)
        return {"pixel_values": normal(batch, getattr(config, "num_channels", 3), height, width)}
    if main == "input_values":
        return {"input_values": normal(batch, config.max_length, config.num_mel_bins) if hasattr(config, "num_mel_bins")
                else normal(batch, 1600 + 400 * (number % 2))}
    if main == "input_features":
        return {"input_features": normal(batch, config.num_mel_bins, 2 * config.max_source_positions)}
    if main != "input_ids":
        raise ExportError(f"{type(model).__name__} takes '{main}', which this exporter has no example of: use piecewise_export.module")
    vocabulary = min(config.get_text_config().vocab_size, 1000)
    given = {"input_ids": torch.randint(0, vocabulary, (batch, length), generator=rng)}
    if "attention_mask" in names:
        given["attention_mask"] = torch.ones(batch, length, dtype=torch.int64)
        given["attention_mask"][0, -2:] = 0
    if "token_type_ids" in names and getattr(config, "type_vocab_size", 0) > 1:
        given["token_type_ids"] = torch.zeros(batch, length, dtype=torch.int64)
    if "decoder_input_ids" in names:
        given["decoder_input_ids"] = torch.randint(0, vocabulary, (batch, length - 2), generator=rng)
    return given


def dims(given: dict[str, torch.Tensor]) -> list[VaryingDim]:
    """What varies: the batch, and the lengths of texts and of sound."""
    found = [VaryingDim(name, 0, "batch") for name in given]
    lengths = {"input_ids": "length", "attention_mask": "length", "token_type_ids": "length", "decoder_input_ids": "decoder_length"}
    found += [VaryingDim(name, 1, symbol) for name, symbol in lengths.items() if name in given]
    if "input_values" in given and given["input_values"].ndim == 2:
        found.append(VaryingDim("input_values", 1, "length"))
    return found


def largest(model: torch.nn.Module) -> dict[str, int]:
    """The largest length that a model of texts has positions for."""
    positions = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return {"length": positions, "decoder_length": positions} if isinstance(positions, int) and positions > 1 else {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="piecewise_export.tasks", description="Exports a Hugging Face model for a task as a .pt2 program.")
    parser.add_argument("model", metavar="MODEL_OR_FOLDER", help="name on the hub, or a folder with config.json")
    parser.add_argument("--task", required=True, choices=sorted(TASKS))
    parser.add_argument("-o", "--output", required=True, metavar="OUT.pt2")
    parser.add_argument("--dtype", choices=sorted(DTYPES), default="f32", help="element type of the weights (default f32)")
    parser.add_argument("--cases", type=int, default=0, metavar="N", help="records N calls in OUT.safetensors, for piecewise verify")
    parser.add_argument("--random-weights", type=int, metavar="SEED", help="random weights; config.json is enough then")
    parser.add_argument("--layers", type=int, metavar="N", help="only the first N layers")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="replaces a field of the config")
    return parser


if __name__ == "__main__":
    sys.exit(main())
