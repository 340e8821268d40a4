"""Which earlier positions a token may attend to, read from the mask a model asks for.

Hugging Face models describe their masks as functions of (batch, head, query index, key index), built by a few factories
of `transformers.masking_utils`. The exporter puts no mask into the graph: it recognises these factories and hands the
result to the attention operator as a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .errors import ExportError

# Parts of a mask that say nothing about a flat program: a padding mask can't arise, because no attention_mask is given,
# and sequence boundaries in a packed batch are the serving runtime's business (they come with the KV cache).
_WITHOUT_MEANING = ("padding_mask_function", "packed_sequence_mask_function")


@dataclass(frozen=True)
class Visibility:
    """Causal visibility: key position j is visible to query position i where `j <= i`, restricted by:

    window: only where `i - j < window`; None where unrestricted.
    chunk: only where `i // chunk == j // chunk`; None where unrestricted.
    """

    window: int | None = None
    chunk: int | None = None

    def __getattr__(self, name: str) -> object:
        # Reached only for attributes that do not exist: the model takes this object for its mask tensor.
        if name.startswith("__"):
            raise AttributeError(name)
        raise ExportError(f"the model computes with its attention mask (it reads mask.{name}); piecewise::attention "
                          "knows causal attention with an optional sliding window only")


def read_visibility(mask_function: Callable) -> Visibility:
    """The visibility that a mask function of `transformers.masking_utils` expresses.

    Raises ExportError for a mask that is not causal, or that has a part unknown to the exporter.
    """
    causal, window, chunk = False, None, None
    for part in _conjuncts(mask_function):
        name = _factory(part)
        if name == "causal_mask_function":
            causal = True
        elif name == "sliding_window_overlay":
            window = int(_captured(part)["sliding_window"])
        elif name == "chunked_overlay":
            chunk = int(_captured(part)["chunk_size"])
        elif name not in _WITHOUT_MEANING:
            raise ExportError(
                f"the model masks attention with '{name}', which the operator piecewise::attention cannot express "
                "(it knows causal attention with an optional sliding window)"
            )
    if not causal:
        raise ExportError("the model's attention is not causal; only causal language models can be exported")
    return Visibility(window, chunk)


def _conjuncts(mask_function: Callable) -> Iterator[Callable]:
    if _factory(mask_function) != "and_masks":
        yield mask_function
        return
    for part in _captured(mask_function)["mask_functions"]:
        yield from _conjuncts(part)


def _factory(function: Callable) -> str:
    return getattr(function, "__qualname__", repr(function)).split(".", 1)[0]


def _captured(function: Callable) -> dict[str, object]:
    cells = function.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(function.__code__.co_freevars, cells)}
