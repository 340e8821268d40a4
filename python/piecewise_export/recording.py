"""Recorded calls beside a program: `X.safetensors` beside `X.pt2`, which `piecewise verify` runs and compares.

A file of cases holds `in.CASE.INPUT` for each input that is a tensor or a number, and `out.CASE.INDEX` for each result, in
PyTorch's order of flattened results. Cases run in alphabetical order on one instance: buffers keep what earlier ones wrote.
"""

import copy
import zipfile

import torch
from safetensors.torch import save_file
from torch.export.graph_signature import InputKind
from torch.utils import _pytree as pytree


def input_names(program):
    """Names of the program's inputs, in the order of flattened positional and keyword arguments."""
    return [spec.arg.name for spec in program.graph_signature.input_specs if spec.kind == InputKind.USER_INPUT]


def _tensor(value):
    """A value as a tensor of a file of its own memory; None where it is no tensor and no number."""
    if isinstance(value, torch.Tensor):
        return value.detach().resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format)
    if isinstance(value, (bool, int, float)):
        return torch.tensor(value, dtype=torch.float64 if isinstance(value, float) else None)
    return None


def record_cases(program, module, calls):
    """Runs a program's module for each call, an (args, kwargs), and returns the tensors of the file of cases.

    Calls after the first that the program refuses, because of their sizes, are left out.
    """
    names = input_names(program)
    tensors = {}
    for number, (args, kwargs) in enumerate(calls):
        case = f"{number:02d}" if len(calls) > 10 else str(number)
        given = {}
        inputs = pytree.tree_leaves((args, program_order(program, kwargs)))
        for name, value in zip(names, inputs, strict=True):
            if (tensor := _tensor(value)) is not None:
                given[f"in.{case}.{name}"] = tensor
        try:
            with torch.no_grad():
                results = module(*copy.deepcopy(args), **copy.deepcopy(kwargs))
        except (AssertionError, IndexError, RuntimeError, ValueError):
            if number == 0:
                raise
            if program.graph_signature.buffers_to_mutate:
                break  # The refused call may have changed some of them.
            continue
        tensors.update(given)
        for index, value in enumerate(pytree.tree_leaves(results)):
            if (tensor := _tensor(value)) is not None:
                tensors[f"out.{case}.{index}"] = tensor
    return tensors


def program_order(program, kwargs):
    """Keyword arguments in the order in which the program takes them."""
    expected = program.call_spec.in_spec.children()[1].context if kwargs else []
    return {name: kwargs[name] for name in expected}


def without_traces(program):
    """Takes the stack traces off a program's nodes: most of a small file."""
    for module in program.graph_module.modules():
        if isinstance(module, torch.fx.GraphModule):
            for node in module.graph.nodes:
                for key in ("stack_trace", "nn_module_stack", "source_fn_stack", "torch_fn", "from_node"):
                    node.meta.pop(key, None)


def save_small(program, path):
    """Saves a program without its example inputs, with its texts compressed: for files that are kept in a repository."""
    examples, program._example_inputs = program._example_inputs, None
    try:
        torch.export.save(program, path)
    finally:
        program._example_inputs = examples
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info.filename)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            if name.endswith(".json"):
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
                continue
            # PyTorch begins the bytes of weights at multiples of 64: a field of the header fills up to there.
            begin = archive.fp.tell() + 30 + len(name.encode()) + 4
            padding = -begin % 64
            info.extra = b"FB" + padding.to_bytes(2, "little") + b"Z" * padding
            archive.writestr(info, content)


def save(program, path, calls, small=False):
    """Writes the program and its cases: `path` ends in .pt2."""
    # Before the example inputs go: without them PyTorch checks no guards.
    module = program.module()
    if small:
        without_traces(program)
        save_small(program, str(path))
    else:
        torch.export.save(program, str(path))
    if not calls:
        return
    # After the program, whose buffers the calls may change.
    save_file(record_cases(program, module, calls), str(path)[: -len(".pt2")] + ".safetensors")
