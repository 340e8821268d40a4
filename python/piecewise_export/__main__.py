"""Command line: `python -m piecewise_export MODEL_OR_FOLDER -o out.pt2`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch
from torch.export import ExportedProgram

from .checks import check_exactness, mixes_tokens
from .errors import ExportError
from .export import export_model, save_program
from .loading import DTYPES, collect_extra_files, load_config, load_model, parse_override
from .models import vocabulary_size


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
    files, missing = collect_extra_files(options.model, config)
    for warning in missing:
        _warn(warning)
    model = load_model(options.model, config, DTYPES[options.dtype], options.random_weights)
    program = export_model(model, options.max_tokens)
    checked = "" if options.no_check else _check(program, model, options.dtype)
    save_program(program, options.output, files)
    size = Path(options.output).stat().st_size / 2**20
    print(f"{options.output}: {type(model).__name__}, {len(program.graph.nodes)} nodes, {size:.1f} MiB{checked}")


def _check(program: ExportedProgram, model: torch.nn.Module, dtype: str) -> str:
    """Runs the program; returns what to tell about it, warns, or raises ExportError."""
    # A matrix product may round a row differently by its place in the matrix, which half precision magnifies.
    tolerance = 1e-5 if dtype == "f32" else 2e-2
    if mixes_tokens(program, vocabulary_size(model), tolerance):
        _warn("tokens influence each other outside attention (a convolution or recurrent layer, or positions that the "
              "model counts itself): the program is exact for one whole sequence per call, but not for several "
              "sequences in one call nor with a KV cache")
    if dtype != "f32":
        return ""
    return f", within {check_exactness(program, model):.2g} of eager attention"


def _warn(text: str) -> None:
    print(f"warning: {text}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="piecewise_export", description="Exports a Hugging Face causal language model as a token-flattened .pt2 program."
    )
    parser.add_argument("model", metavar="MODEL_OR_FOLDER", help="name on the hub, or a folder with config.json")
    parser.add_argument("-o", "--output", required=True, metavar="OUT.pt2")
    parser.add_argument("--dtype", choices=sorted(DTYPES), default="f32", help="element type of the weights (default f32)")
    parser.add_argument("--max-tokens", type=int, default=4096, metavar="N", help="most tokens of one call (default 4096)")
    parser.add_argument("--random-weights", type=int, metavar="SEED", help="random weights; config.json is enough then")
    parser.add_argument("--layers", type=int, metavar="N", help="only the first N layers")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="replaces a field of the config")
    parser.add_argument("--no-check", action="store_true", help="does not run the program to check it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
