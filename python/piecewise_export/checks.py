"""Runs an exported program to see whether it means what the model means."""

from __future__ import annotations

import torch
from torch.export import ExportedProgram

from .errors import ExportError
from .export import FlatModel
from .models import select_attention, vocabulary_size


def check_exactness(
    program: ExportedProgram,
    model: torch.nn.Module,
    tokens: tuple[int, ...] = (1, 2, 5, 33),
    tolerance: float = 1e-4,
    seed: int = 0,
) -> float:
    """Compares the program with the model's own eager attention on random tokens; returns the largest difference.

    Counts in `tokens` outside the program's range are left out. Raises ExportError where a difference exceeds
    `tolerance * max(1, largest logit)`.
    """
    generator = torch.Generator().manual_seed(seed)
    select_attention(model, "eager")
    flat, exported, largest = FlatModel(model), program.module(), 0.0
    limit_tokens = max(bounds.upper for bounds in program.range_constraints.values())
    for count in (count for count in tokens if count <= limit_tokens):
        ids = torch.randint(0, vocabulary_size(model), (count,), generator=generator)
        positions = torch.arange(count)
        with torch.no_grad():
            expected, actual = flat(ids, positions).float(), exported(ids, positions).float()
        limit = tolerance * max(1.0, expected.abs().max().item())
        largest = max(largest, require_close(expected, actual, limit, f"eager {type(model).__name__}", f"at {count} tokens"))
    return largest


def require_close(expected: torch.Tensor, actual: torch.Tensor, limit: float, model: str, where: str) -> float:
    """The largest difference; raises ExportError where it exceeds `limit` or is no number."""
    difference = (expected - actual).abs().max().item()
    if not difference <= limit:
        raise ExportError(f"the exported program differs from {model} by {difference:.3g} {where} (allowed: {limit:.3g})")
    return difference


def mixes_tokens(program: ExportedProgram, vocabulary: int, tolerance: float = 1e-5, seed: int = 0) -> bool:
    """Whether tokens influence each other by any other way than attention.

    A serving runtime packs tokens of many sequences into one call and keeps the past of each in the KV cache, which only
    the attention operator sees. A convolution over tokens, a recurrent state, or positions counted from the beginning of
    the input instead of taken from `positions` break that. With attention replaced by a function of the token's own
    value, tokens in another order have to give the same logits in that order, up to `tolerance * largest logit`.
    """
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, vocabulary, (5,), generator=generator)
    positions = torch.arange(5) + 3
    order = torch.tensor([3, 0, 4, 2, 1])
    run = _WithoutAttention(program.module())
    with torch.no_grad():
        logits, reordered = run.run(ids, positions).float(), run.run(ids[order], positions[order]).float()
    return not (logits[order] - reordered).abs().max().item() <= tolerance * logits.abs().max().item()


class _WithoutAttention(torch.fx.Interpreter):
    """Interprets a program with each attention operator giving the token's own value heads."""

    def call_function(self, target, args, kwargs):
        if target is not torch.ops.piecewise.attention.default:
            return super().call_function(target, args, kwargs)
        query, _, value = args[:3]
        return value.repeat_interleave(query.shape[1] // value.shape[1], dim=1)
