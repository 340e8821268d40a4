"""What the command lines of this package have in common: options, how they end, and what they tell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from torch.export import ExportedProgram
from transformers import PreTrainedConfig

from .errors import ExportError
from .lacking import without_lacking
from .loading import DTYPES, load_config, parse_override
from .recording import save


def run(parser: argparse.ArgumentParser, export: Callable[[argparse.Namespace], None], arguments: list[str] | None) -> int:
    """Runs one export; the exit code is 0, 1 for what cannot be exported, 2 for wrong usage."""
    options = parser.parse_args(arguments)
    try:
        export(options)
    except ExportError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    return 0


def model_parser(name: str, description: str) -> argparse.ArgumentParser:
    """The options of every command that exports a model of transformers."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("model", metavar="MODEL_OR_FOLDER", help="name on the hub, or a folder with config.json")
    add_output(parser)
    parser.add_argument("--dtype", choices=sorted(DTYPES), default="f32", help="element type of the weights (default f32)")
    parser.add_argument("--random-weights", type=int, metavar="SEED", help="random weights; config.json is enough then")
    parser.add_argument("--layers", type=int, metavar="N", help="only the first N layers")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="replaces a field of the config")
    return parser


def add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", required=True, metavar="OUT.pt2")


def add_cases(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=0, metavar="N", help="records N calls in OUT.safetensors, for piecewise verify")


def config_of(options: argparse.Namespace) -> PreTrainedConfig:
    """The model's config with what `--layers` and `--set` change in it."""
    return load_config(options.model, options.layers, dict(parse_override(text) for text in options.set))


def warn(text: str) -> None:
    print(f"warning: {text}", file=sys.stderr)


def save_with_cases(
    program: ExportedProgram, module: torch.nn.Module, calls: list[tuple[tuple, dict]], options: argparse.Namespace, *told: str
) -> None:
    """Saves a program, without the operators that Piecewise lacks, and its calls where `--cases` asks for some."""
    program, names = without_lacking(program)
    if names:
        print(f"decomposed, because Piecewise lacks {', '.join(names)}", file=sys.stderr)
    save(program, options.output, calls if options.cases else [])
    tell(program, module, options, *told)


def tell(program: ExportedProgram, module: torch.nn.Module, options: argparse.Namespace, *told: str) -> None:
    """Says what was written, in one line that ends with what the command itself has to say."""
    size = Path(options.output).stat().st_size / 2**20
    parts = (type(module).__name__, f"{len(program.graph.nodes)} nodes", f"{size:.1f} MiB", *told)
    print(f"{options.output}: {', '.join(parts)}")
