"""Command line for transformers' tasks: `python -m piecewise_export.tasks MODEL_OR_FOLDER --task TASK -o out.pt2`.

Encoders and classifiers of texts, images and sound, with named inputs and results. Causal language models have a form of their own
(`python -m piecewise_export`).
"""

from __future__ import annotations

import argparse
import inspect
import sys

import torch
import transformers

from . import command
from .dims import VaryingDim, export_with_dims
from .errors import ExportError
from .loading import DTYPES, load_model

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
    return command.run(_parser(), _export, arguments)


def _export(options: argparse.Namespace) -> None:
    config = command.config_of(options)
    config.use_cache = False
    auto, kind = getattr(transformers, TASKS[options.task]), f"model for the task {options.task}"
    model = load_model(options.model, config, DTYPES[options.dtype], options.random_weights, auto=auto, kind=kind)
    calls = [((), inputs(model, number)) for number in range(max(1, options.cases))]
    given = calls[0][1]
    program, notes = export_with_dims(named(model, list(given)), (), given, dims(given), largest=largest(model))
    for note in notes:
        command.warn(note)
    command.save_with_cases(program, model, calls, options, f"takes {', '.join(given)}")


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
    parser = command.model_parser("piecewise_export.tasks", "Exports a Hugging Face model for a task as a .pt2 program.")
    parser.add_argument("--task", required=True, choices=sorted(TASKS))
    command.add_cases(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
