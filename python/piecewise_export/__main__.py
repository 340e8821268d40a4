"""Command line: `python -m piecewise_export MODEL_OR_FOLDER -o out.pt2`."""

from __future__ import annotations

import argparse
import sys

import torch
from torch.export import ExportedProgram

from . import command
from .checks import check_exactness, mixes_tokens
from .export import export_model, save_program
from .loading import DTYPES, collect_extra_files, load_model
from .models import vocabulary_size


def main(arguments: list[str] | None = None) -> int:
    return command.run(_parser(), _export, arguments)


def _export(options: argparse.Namespace) -> None:
    config = command.config_of(options)
    files, missing = collect_extra_files(options.model, config)
    for warning in missing:
        command.warn(warning)
    model = load_model(options.model, config, DTYPES[options.dtype], options.random_weights)
    program = export_model(model, options.max_tokens)
    checked = [] if options.no_check else _check(program, model, options.dtype)
    save_program(program, options.output, files)
    command.tell(program, model, options, *checked)


def _check(program: ExportedProgram, model: torch.nn.Module, dtype: str) -> list[str]:
    """Runs the program; returns what to tell about it, warns, or raises ExportError."""
    # A matrix product may round a row differently by its place in the matrix, which half precision magnifies.
    tolerance = 1e-5 if dtype == "f32" else 2e-2
    if mixes_tokens(program, vocabulary_size(model), tolerance):
        command.warn("tokens influence each other outside attention (a convolution or recurrent layer, or positions that the "
                     "model counts itself): the program is exact for one whole sequence per call, but not for several "
                     "sequences in one call nor with a KV cache")
    return [f"within {check_exactness(program, model):.2g} of eager attention"] if dtype == "f32" else []


def _parser() -> argparse.ArgumentParser:
    parser = command.model_parser("piecewise_export", "Exports a Hugging Face causal language model as a token-flattened .pt2 program.")
    parser.add_argument("--max-tokens", type=int, default=4096, metavar="N", help="most tokens of one call (default 4096)")
    parser.add_argument("--no-check", action="store_true", help="does not run the program to check it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
