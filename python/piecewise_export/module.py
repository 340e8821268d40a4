"""Command line for any module: `python -m piecewise_export.module package.module:factory -o out.pt2`."""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
from collections.abc import Callable

import torch

from . import command
from .dims import export_with_dims, parse_dims
from .errors import ExportError


def main(arguments: list[str] | None = None) -> int:
    return command.run(_parser(), _export, arguments)


def _export(options: argparse.Namespace) -> None:
    sys.path.insert(0, ".")
    module = find(options.factory)()
    if not isinstance(module, torch.nn.Module):
        raise ExportError(f"{options.factory} gives a {type(module).__name__}, not a torch.nn.Module")
    if not options.train:
        module.eval()
    example = find(options.inputs or options.factory.partition(":")[0] + ":example_inputs")
    calls = [call_of(example, number) for number in range(max(1, options.cases))]
    args, kwargs = calls[0]
    program, notes = export_with_dims(module, args, kwargs, parse_dims(options.dynamic), strict=options.strict)
    for note in notes:
        command.warn(note)
    if options.decompose:
        program = program.run_decompositions()
    command.save_with_cases(program, module, calls, options, *([f"{options.cases} cases beside it"] if options.cases else []))


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
    command.add_output(parser)
    parser.add_argument("--inputs", metavar="MODULE:FUNCTION",
                        help="a function that gives the arguments of a call; by default example_inputs beside the factory")
    parser.add_argument("--dynamic", action="append", default=[], metavar="INPUT=DIM:NAME,…",
                        help="dimensions that vary, as input_ids=0:batch,1:length; may be repeated")
    command.add_cases(parser)
    parser.add_argument("--strict", action="store_true", help="exports through TorchDynamo")
    parser.add_argument("--decompose", action="store_true", help="decomposes to core ATen operators")
    parser.add_argument("--train", action="store_true", help="exports in training mode")
    return parser


if __name__ == "__main__":
    sys.exit(main())
