"""Dimensions that vary: what a user asks for, as torch.export takes it, and what a model fixes all the same."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import torch
from torch.export import Dim, ExportedProgram
from torch.utils import _pytree as pytree

from .errors import ExportError
from .models import headline


@dataclass(frozen=True)
class VaryingDim:
    """Dim `dim` of the input `name` is called `symbol`; inputs with the same symbol have the same size there."""

    name: str
    dim: int
    symbol: str


def parse_dims(texts: list[str]) -> list[VaryingDim]:
    """`INPUT=DIM:NAME[,DIM:NAME…]`, as `input_ids=0:batch,1:length`."""
    found = []
    for text in texts:
        name, _, parts = text.partition("=")
        for part in parts.split(","):
            dim, _, symbol = part.partition(":")
            if not name or not dim.lstrip("-").isdigit() or not symbol.isidentifier():
                raise ExportError(f"'{text}' is not of the form INPUT=DIM:NAME,DIM:NAME, as input_ids=0:batch,1:length")
            found.append(VaryingDim(name, int(dim), symbol))
    return found


def export_with_dims(
    module: torch.nn.Module, args: tuple, kwargs: dict[str, object], dims: list[VaryingDim], *, strict: bool = False,
    largest: dict[str, int] | None = None,
) -> tuple[ExportedProgram, list[str]]:
    """Exports a module with as many of its dimensions varying as it allows.

    Sizes begin at 1 and end at `largest` by the dimension's name, where that has an entry. Returns the program, and a sentence for each
    dimension that the module fixes, with PyTorch's reason. Raises ExportError where it does not export even with all sizes fixed.
    """
    symbols = list(dict.fromkeys(d.symbol for d in dims))
    reasons: list[str] = []
    # All, then without each one, then each one alone, then none.
    attempts = [symbols, *([s for s in symbols if s != left] for left in symbols if len(symbols) > 1)]
    attempts += [[s] for s in symbols if [s] not in attempts] + ([[]] if symbols else [])
    first = ""
    for chosen in attempts:
        shapes = dynamic_shapes(module, args, kwargs, [d for d in dims if d.symbol in chosen], largest or {})
        try:
            with torch.no_grad():
                program = torch.export.export(module, args, kwargs, dynamic_shapes=shapes, strict=strict)
        except Exception as error:  # torch.export raises what the model's own code raises.
            first = first or headline(error)
            continue
        for left in [s for s in symbols if s not in chosen]:
            reasons.append(f"{type(module).__name__} fixes the dimension '{left}' to the example's size: {first}")
        return program, reasons
    raise ExportError(f"{type(module).__name__} does not export: {first}")


def dynamic_shapes(
    module: torch.nn.Module, args: tuple, kwargs: dict[str, object], dims: list[VaryingDim], largest: dict[str, int]
) -> dict[str, object] | None:
    """The dimensions in the form that torch.export takes, by the names of the module's arguments."""
    if not dims:
        return None
    signature = inspect.signature(module.forward)
    bound = signature.bind(*args, **kwargs).arguments
    kinds = {name: signature.parameters[name].kind for name in bound}
    flat = dict(bound)
    for name, kind in kinds.items():
        if kind == inspect.Parameter.VAR_KEYWORD:
            flat.update(flat.pop(name))
        elif kind == inspect.Parameter.VAR_POSITIONAL:
            flat.update({f"{name}_{i}": value for i, value in enumerate(flat.pop(name))})
    for dim in dims:
        value = flat.get(dim.name)
        if not isinstance(value, torch.Tensor):
            raise ExportError(f"no input '{dim.name}' that is a tensor; the inputs are {', '.join(flat)}")
        if not -value.ndim <= dim.dim < value.ndim:
            raise ExportError(f"the input '{dim.name}' has {value.ndim} dimensions, so there is no dimension {dim.dim}")
    named = {symbol: Dim(symbol, min=1, max=largest.get(symbol)) for symbol in dict.fromkeys(d.symbol for d in dims)}

    def shape(name: str, value: object) -> object:
        if isinstance(value, torch.Tensor):
            return {d.dim % value.ndim: named[d.symbol] for d in dims if d.name == name} or None
        return pytree.tree_map(lambda _: None, value)

    shapes: dict[str, object] = {}
    for name, value in bound.items():
        if kinds[name] == inspect.Parameter.VAR_KEYWORD:
            shapes[name] = {key: shape(key, item) for key, item in value.items()}
        elif kinds[name] == inspect.Parameter.VAR_POSITIONAL:
            shapes[name] = tuple(shape(f"{name}_{i}", item) for i, item in enumerate(value))
        else:
            shapes[name] = shape(name, value)
    return shapes
