"""Puts `piecewise::attention` into the attention registry of transformers, under the name ATTENTION."""

from __future__ import annotations

from collections.abc import Callable

import torch
from transformers import AttentionInterface, AttentionMaskInterface

from . import operator as _operator  # noqa: F401  (registers the operator)
from .errors import ExportError
from .visibility import Visibility, read_visibility

ATTENTION = "piecewise"

# Arguments of the registry's interface that change the result and that the operator has no counterpart for.
_UNSUPPORTED = ("position_bias", "alibi", "head_mask")


def register() -> None:
    """Registers the attention and its mask. May be called repeatedly."""
    AttentionInterface.register(ATTENTION, _attend)
    AttentionMaskInterface.register(ATTENTION, _mask)


def _mask(*_: object, mask_function: Callable, **__: object) -> Visibility:
    """In place of a mask tensor the layers carry the description of the mask to `_attend`."""
    return read_visibility(mask_function)


def _attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: Visibility | torch.Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    sliding_window: int | None = None,
    softcap: float | None = None,
    s_aux: torch.Tensor | None = None,
    is_causal: bool | None = None,
    **others: object,
) -> tuple[torch.Tensor, None]:
    """query [1, Hq, T, D], key [1, Hkv, T, D], value [1, Hkv, T, Dv] -> ([1, T, Hq, Dv], None)."""
    layer = getattr(module, "layer_idx", None)
    where = f"attention of layer {layer} ({type(module).__name__})"
    if layer is None:
        raise ExportError(f"{where} has no layer_idx, so the runtime could not tell which KV cache layer is its own")
    if not (getattr(module, "is_causal", True) if is_causal is None else is_causal):
        raise ExportError(f"{where} is not causal")
    for name in _UNSUPPORTED:
        if others.get(name) is not None:
            raise ExportError(f"{where} uses {name}, which piecewise::attention cannot express")
    if isinstance(attention_mask, torch.Tensor):
        raise ExportError(f"{where} gets a mask tensor that the model builds itself; only causal and sliding-window "
                          "masks of transformers' own mask functions can be exported")

    if attention_mask is None:
        window = sliding_window
    else:
        # The mask is what eager attention obeys; the argument `sliding_window` is only a hint for flash kernels.
        window = attention_mask.window
        if attention_mask.chunk is not None:
            _require_single_chunk(query, attention_mask.chunk, where)
    result = torch.ops.piecewise.attention(
        query[0].transpose(0, 1),
        key[0].transpose(0, 1),
        value[0].transpose(0, 1),
        layer,
        float(query.shape[-1] ** -0.5 if scaling is None else scaling),
        -1 if window is None else int(window),
        0.0 if softcap is None else float(softcap),
        s_aux,
    )
    return result[None], None


def _require_single_chunk(query: torch.Tensor, chunk: int, where: str) -> None:
    """Within one chunk, chunked attention is plain causal attention; beyond, the operator cannot express it."""
    tokens = query.shape[2]
    limit = tokens if isinstance(tokens, int) else tokens.node.shape_env.bound_sympy(tokens.node.expr).upper
    if limit > chunk:
        raise ExportError(f"{where} attends within chunks of {chunk} tokens, which piecewise::attention cannot "
                          f"express; export with --max-tokens {chunk} or less")
