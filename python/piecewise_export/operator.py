"""The operator `piecewise::attention`: schema, meaning and shape rule."""

from __future__ import annotations

import torch


@torch.library.custom_op("piecewise::attention", mutates_args=())
def attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    layer: int,
    scale: float,
    window: int = -1,
    softcap: float = 0.0,
    sinks: torch.Tensor | None = None,
) -> torch.Tensor:
    """Causal attention of the tokens of one sequence to themselves (no KV cache).

    query: [T, Hq, D]; key: [T, Hkv, D]; value: [T, Hkv, Dv], with Hq a multiple of Hkv. Query head h reads key and
        value head `h // (Hq / Hkv)`.
    layer: the layer of the KV cache that a serving runtime uses; without meaning here.
    scale: factor on the dot products.
    window: where positive, position j is visible to i only if `i - j < window`.
    softcap: where positive, scores become `softcap * tanh(score / softcap)`.
    sinks: [Hq], one more logit per head in the softmax's denominator.

    Returns [T, Hq, Dv], contiguous, in query's dtype. Scores and softmax are computed in float32.
    """
    tokens, heads, _ = query.shape
    group = heads // key.shape[1]
    q = query.float().transpose(0, 1)
    k = key.float().repeat_interleave(group, dim=1).transpose(0, 1)
    v = value.float().repeat_interleave(group, dim=1).transpose(0, 1)

    scores = torch.matmul(q, k.transpose(1, 2)) * scale
    if softcap > 0:
        scores = softcap * torch.tanh(scores / softcap)
    index = torch.arange(tokens, device=query.device)
    distance = index[:, None] - index[None, :]
    visible = distance >= 0
    if window > 0:
        visible &= distance < window
    scores = scores.masked_fill(~visible, float("-inf"))
    if sinks is not None:
        scores = torch.cat([scores, sinks.float()[:, None, None].expand(-1, tokens, 1)], dim=-1)
    weights = torch.softmax(scores, dim=-1)[..., :tokens]

    # A transpose of one token is a view that counts as contiguous, and a custom operator's result must not alias
    # its inputs: copy instead of `.contiguous()`.
    result = torch.empty(tokens, heads, value.shape[2], dtype=query.dtype, device=query.device)
    return result.copy_(torch.matmul(weights, v).transpose(0, 1))


@attention.register_fake
def _(query, key, value, layer, scale, window=-1, softcap=0.0, sinks=None):
    torch._check(key.shape[0] == query.shape[0])
    torch._check(value.shape[0] == query.shape[0])
    return query.new_empty(query.shape[0], query.shape[1], value.shape[2])
