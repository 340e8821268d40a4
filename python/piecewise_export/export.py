"""Flattens, exports and saves a model."""

from __future__ import annotations

import inspect
from pathlib import Path

import torch
from torch.export import Dim, ExportedProgram

from .errors import ExportError
from .models import headline, rope_types, select_attention, vocabulary_size
from .registry import ATTENTION, register

# Not 2 and not a size that a model's config is likely to hold: torch.export would tie num_tokens to it.
_EXAMPLE_TOKENS = 9

# With these, the angles of all tokens depend on how long the longest sequence of a call is.
_ROPE_TYPES_BY_LENGTH = ("dynamic", "longrope")


class FlatModel(torch.nn.Module):
    """A causal language model over a flat run of tokens.

    forward: input_ids [num_tokens] int64, positions [num_tokens] int64 -> logits [num_tokens, vocab].
    """

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=input_ids[None], position_ids=positions[None], use_cache=False).logits[0]


def export_model(model: torch.nn.Module, max_tokens: int = 4096) -> ExportedProgram:
    """Exports a causal language model of transformers, token-flattened.

    The dimension num_tokens of the program reaches from 1 to max_tokens.
    Raises ExportError where the model's attention, or its forward, does not fit.
    """
    if max_tokens <= _EXAMPLE_TOKENS:
        raise ExportError(f"max_tokens is {max_tokens}; it has to be above {_EXAMPLE_TOKENS}")
    _require_positions(model)
    _require_fixed_angles(model)
    register()
    select_attention(model, ATTENTION)

    num_tokens = Dim("num_tokens", min=1, max=max_tokens)
    example = (torch.arange(_EXAMPLE_TOKENS) % vocabulary_size(model), torch.arange(_EXAMPLE_TOKENS))
    flat = FlatModel(model.eval())
    try:
        program = torch.export.export(
            flat, example, dynamic_shapes={"input_ids": {0: num_tokens}, "positions": {0: num_tokens}}, strict=False
        )
    except ExportError:
        raise
    except Exception as error:
        raise ExportError(f"{type(model).__name__} does not export: {headline(error)}") from error
    _require_attention_operator(program, model)
    return program


def save_program(program: ExportedProgram, path: str | Path, extra_files: dict[str, str]) -> None:
    """Writes the `.pt2` file; `extra_files` are texts by file name (config.json, tokenizer.json, ...)."""
    torch.export.save(program, str(path), extra_files=extra_files)


def _require_positions(model: torch.nn.Module) -> None:
    if "position_ids" not in inspect.signature(model.forward).parameters:
        raise ExportError(f"{type(model).__name__}.forward takes no position_ids: it derives positions itself, so tokens "
                          "of several sequences cannot be laid out flat")


def _require_fixed_angles(model: torch.nn.Module) -> None:
    for kind in rope_types(model):
        if kind in _ROPE_TYPES_BY_LENGTH:
            raise ExportError(f"rope_type {kind} of {type(model).__name__} is not supported: its angles depend on the length of "
                              "the longest sequence, which a program for any number of sequences does not know")


def _require_attention_operator(program: ExportedProgram, model: torch.nn.Module) -> None:
    count = sum(str(node.target) == "piecewise.attention.default" for node in program.graph.nodes)
    if count == 0:
        raise ExportError(f"{type(model).__name__} exports, but no layer called the attention registry: its attention is "
                          "code of its own")
