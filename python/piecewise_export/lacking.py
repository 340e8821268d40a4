"""Operators that Piecewise does not have and that PyTorch expresses in others."""

from __future__ import annotations

import torch
from torch.export import ExportedProgram

# By the name without the overload. What PyTorch can't express either is not here: Piecewise names it when it loads the file.
LACKING = frozenset({
    "aten::_transformer_encoder_layer_fwd", "aten::_native_multi_head_attention", "aten::gradient", "aten::linalg_ldl_factor",
    "aten::segment_reduce", "aten::special_airy_ai", "aten::_softmax_backward_data",
})


def lacking(program: ExportedProgram) -> list[str]:
    """The operators of a program that Piecewise lacks, by name."""
    found = set()
    for module in program.graph_module.modules():
        if isinstance(module, torch.fx.GraphModule):
            for node in module.graph.nodes:
                if isinstance(node.target, torch._ops.OpOverload) and node.target._schema.name in LACKING:
                    found.add(node.target._schema.name)
    return sorted(found)


def without_lacking(program: ExportedProgram) -> tuple[ExportedProgram, list[str]]:
    """The program with those operators decomposed, and their names; the same program where there are none."""
    names = lacking(program)
    return (program.run_decompositions(), names) if names else (program, [])
