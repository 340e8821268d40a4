"""Command line for any module: `python -m piecewise_export.module package.module:factory -o out.pt2`."""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path

import torch

from .dims import export_with_dims, parse_dims
from .errors import ExportError
from .lacking import without_lacking
from .recording import save


def main(arguments: list[str] | None = None) -> int:
    """Runs one export; the exit code is 0, 1 for a module that cannot be exported, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    sys.path.insert(0, ".")
    try:
        factory = find(options.factory)
        module = factory()
        if not isinstance(module, torch.nn.Module):
            raise ExportError(f"{options.factory} gives a {type(module).__name__}, not a torch.nn.Module")
        if not options.train:
            module.eval()
        example = find(options.inputs or options.factory.partition(":")[0] + ":example_inputs")
        calls = [call_of(example, number) for number in range(max(1, options.cases))]
        write(module, calls, options)
    except ExportError as error:
        print(f"piecewise_export: {error}", file=sys.stderr)
        return 1
    return 0


def write(module: torch.nn.Module, calls: list[tuple[tuple, dict]], options: argparse.Namespace) -> None:
    """Exports the module, saves it with its cases, and says what was done."""
    args, kwargs = calls[0]
    program, notes = export_with_dims(module, args, kwargs, parse_dims(options.dynamic), strict=options.strict)
    if options.decompose:
        program, names = program.run_decompositions(), []
    else:
        program, names = without_lacking(program)
    for note in notes:
        print(f"warning: {note}", file=sys.stderr)
    if names:
        print(f"decomposed, because Piecewise lacks {', '.join(names)}", file=sys.stderr)
    save(program, options.output, calls if options.cases else [])
    size = Path(options.output).stat().st_size / 2**20
    cases = f", {options.cases} cases beside it" if options.cases else ""
    print(f"{options.output}: {type(module).__name__}, {len(program.graph.nodes)} nodes, {size:.1f} MiB{cases}")


def find(name: str) -> Callable:
    """A function or class by `package.module:name`."""
    module, separator, attribute = name.partition(":")
    if not separator:
        raise ExportError(f"'{name}' is not of the form package.module:name")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise ExportError(f"there is no module '{module}': {error}") from error
    except AttributeError as error:
        raise ExportError(f"the module '{module}' has no '{attribute}'") from error


def call_of(example: Callable, number: int) -> tuple[tuple, dict]:
    """The arguments of call `number`: a function gives a tuple, a dict of named arguments, or one tensor; it may take the number."""
    takes_number = len(inspect.signature(example).parameters) > 0
    given = example(number) if takes_number else example()
    if isinstance(given, dict):
        return (), given
    return (tuple(given) if isinstance(given, (tuple, list)) else (given,)), {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="piecewise_export.module", description="Exports any torch.nn.Module as a .pt2 program, with recorded calls beside it.")
    parser.add_argument("factory", metavar="MODULE:FACTORY", help="a function or class that gives the module")
    parser.add_argument("-o", "--output", required=True, metavar="OUT.pt2")
    parser.add_argument("--inputs", metavar="MODULE:FUNCTION",
                        help="a function that gives the arguments of a call; by default example_inputs beside the factory")
    parser.add_argument("--dynamic", action="append", default=[], metavar="INPUT=DIM:NAME,…",
                        help="dimensions that vary, as input_ids=0:batch,1:length; may be repeated")
    parser.add_argument("--cases", type=int, default=0, metavar="N", help="records N calls in OUT.safetensors, for piecewise verify")
    parser.add_argument("--strict", action="store_true", help="exports through TorchDynamo")
    parser.add_argument("--decompose", action="store_true", help="decomposes to core ATen operators")
    parser.add_argument("--train", action="store_true", help="exports in training mode")
    return parser


if __name__ == "__main__":
    sys.exit(main())
