"""A module exported in several ways, each written with its recorded calls: what every generator in this folder ends in."""

import argparse
import inspect
import signal
import time
import traceback
from pathlib import Path

import torch
from torch.export import Dim
from torch.utils import _pytree as pytree

from piecewise_export.recording import save

# Seconds of processor time.
LIMIT = 45


class TimeLimit(BaseException):
    """An export that takes longer than is worth waiting for."""


def parser_of(name):
    """The options of every generator's command: `write` takes them."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("folder", help="where programs and cases are written")
    parser.add_argument("--trace", action="store_true", help="shows where an export failed")
    return parser


def automatic(example):
    """Dynamic shapes of an (args, kwargs): every size of every tensor may vary if the module allows it."""
    return pytree.tree_map(lambda v: {d: Dim.AUTO for d in range(v.ndim)} if isinstance(v, torch.Tensor) else None, example)


def batched(example):
    """Dynamic shapes of an (args, kwargs): the first size of every tensor varies."""
    return pytree.tree_map(lambda v: {0: Dim.AUTO} if isinstance(v, torch.Tensor) and v.ndim else None, example)


def export(module, example, shapes=None, strict=False):
    """torch.export without gradients; `shapes` is automatic, batched or None."""
    args, kwargs = example
    dynamic = None
    if shapes is not None and any(isinstance(leaf, torch.Tensor) for leaf in pytree.tree_leaves(example)):
        positional, named = shapes(example)
        parameters = inspect.signature(module.forward).parameters
        if any(p.kind == inspect.Parameter.VAR_POSITIONAL for p in parameters.values()):
            dynamic = (positional,)
        else:
            dynamic = {**dict(zip(parameters, positional)), **named} if kwargs else positional
    with torch.no_grad():
        return torch.export.export(module, args, kwargs, dynamic_shapes=dynamic, strict=strict)


def write(options, name, module, calls, shapes=None, strict=False, decompose=False, small=False):
    """One program with its cases; the outcome as one line on standard output. True where it was written."""
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    begin = time.time()
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        program = export(module, calls[0], shapes, strict)
        save(program, folder / f"{name}.pt2", calls, small)
        if decompose:
            core = program.run_decompositions()
            save(core, folder / f"{name}.core.pt2", calls, small)
        print(f"ok {name} {time.time() - begin:.1f}", flush=True)
        return True
    except (Exception, TimeLimit) as error:
        text = next((line for line in reversed(str(error).splitlines()) if line.strip()), "")
        print(f"XX {name} {type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''} … {text[:120]}", flush=True)
        if options.trace:
            traceback.print_exc()
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _late(*_):
    raise TimeLimit("took too long")
