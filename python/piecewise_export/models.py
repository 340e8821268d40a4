"""What exporting and checking ask of a transformers model."""

from __future__ import annotations

import torch

from .errors import ExportError


def select_attention(model: torch.nn.Module, name: str) -> None:
    """Selects an attention for all layers. Classes with attention code of their own only log that they ignore it."""
    try:
        model.set_attn_implementation(name)
    except Exception as error:
        raise ExportError(f"{type(model).__name__} does not take the attention '{name}': {headline(error)}") from error
    if model.config._attn_implementation != name:
        raise ExportError(f"{type(model).__name__} ignores transformers' attention registry: its attention is code of its "
                          "own, which cannot become one operator per layer")


def vocabulary_size(model: torch.nn.Module) -> int:
    """How many token ids the model's embedding holds."""
    return model.get_input_embeddings().num_embeddings


def rope_types(model: torch.nn.Module) -> list[str]:
    """The types of rotary embedding that the model's config names, for all layers or by the kind of layer."""
    config = model.config.get_text_config()
    found = set()
    for name in ("rope_parameters", "rope_scaling"):
        parameters = getattr(config, name, None) or {}
        for part in (parameters, *parameters.values()):
            if isinstance(part, dict):
                found.add(part.get("rope_type", part.get("type")))
    return sorted(kind for kind in found if isinstance(kind, str))


def headline(error: Exception) -> str:
    """An error in one line: type and first line of its text."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0] if text else '(no message)'}"
