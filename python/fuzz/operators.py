"""Every operator and layer that PyTorch's own test lists know, exported: `python -m fuzz.operators FOLDER [--only TEXT]`.

The lists are `op_db` and `module_db` of `torch.testing._internal`; a program calls one function with up to eight of its sample
inputs, in one dtype. Sizes are dynamic where the function allows that.
"""

import warnings
import zlib

import torch
from torch import nn
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.common_modules import module_db
from torch.utils import _pytree as pytree

from fuzz.variants import automatic, parser_of, write

DTYPES = {"f32": torch.float32, "i64": torch.int64, "bf16": torch.bfloat16, "c64": torch.complex64, "bool": torch.bool,
          "f64": torch.float64, "i32": torch.int32, "u8": torch.uint8, "f16": torch.float16}
# What gives other numbers, or other memory, each time.
RANDOM = ("rand", "normal", "multinomial", "dropout", "bernoulli", "empty", "cauchy", "exponential", "geometric", "uniform", "poisson",
          "rrelu", "fractional_max", "lowrank", "as_strided_partial", "alpha_dropout", "item", "tolist", "gumbel")


class Calls(nn.Module):
    """Calls one function or layer with several lists of arguments, whose tensors are the inputs."""

    def __init__(self, function, calls):
        super().__init__()
        self.function = function
        self.calls = calls

    def forward(self, *tensors):
        remaining = iter(tensors)
        results = []
        for args, kwargs in self.calls:
            filled = pytree.tree_map(lambda leaf: next(remaining) if isinstance(leaf, Hole) else leaf, [list(args), dict(kwargs)])
            results.append(self.function(*filled[0], **filled[1]))
        return results


class Hole:
    """Where a tensor stood."""


def split(samples):
    """The tensors of all samples, and the samples with holes in their place."""
    tensors = []

    def take(leaf):
        if not isinstance(leaf, torch.Tensor):
            return leaf
        tensors.append(leaf.detach())
        return Hole()

    return [pytree.tree_map(take, list(sample)) for sample in samples], tuple(tensors)


def spread(items, count):
    """At most `count` of the items, evenly."""
    return items if len(items) <= count else [items[i * len(items) // count] for i in range(count)]


def runs(function, sample):
    """Whether a call works, and its results are tensors of elements."""
    try:
        args, kwargs = pytree.tree_map(lambda v: v.clone() if isinstance(v, torch.Tensor) else v, [list(sample[0]), dict(sample[1])])
        with torch.no_grad():
            results = pytree.tree_leaves(function(*args, **kwargs))
        return all(isinstance(r, torch.Tensor) and r.layout == torch.strided for r in results) and len(results) > 0
    except Exception:
        return False


def operator_programs(only, label):
    """Name, function and samples of every program of one dtype whose name has `only` in it."""
    for op in op_db:
        name = op.name.replace(".", "_") + (f"_{op.variant_test_name}" if op.variant_test_name else "")
        if any(word in name for word in RANDOM) or only not in name:
            continue
        if not op.supports_dtype(DTYPES[label], "cpu"):
            continue
        torch.manual_seed(zlib.crc32(name.encode()))
        try:
            samples = [([s.input, *s.args], s.kwargs) for s in op.sample_inputs("cpu", DTYPES[label], requires_grad=False)]
        except Exception as error:
            print(f"XX op_{name}.{label} samples: {str(error)[:100]}", flush=True)
            continue
        samples = spread([s for s in samples if runs(op.op, s)], 8)
        if samples:
            yield f"op_{name}.{label}", op.op, samples
        if label == "f32" and op.inplace_variant is not None:
            samples = [s for s in samples if runs(op.inplace_variant, s)]
            if samples:
                yield f"op_{name}_.{label}", Inplace(op.inplace_variant), samples[:4]


class Inplace:
    """An in-place function on a copy of its first argument."""

    def __init__(self, function):
        self.function = function

    def __call__(self, first, *args, **kwargs):
        copy = first.clone()
        self.function(copy, *args, **kwargs)
        return copy


def write_operators(options, label):
    for name, function, samples in operator_programs(options.only, label):
        if not export_together(options, name, function, samples):
            for index, sample in enumerate(samples[:4]):
                export_together(options, f"{name}.{index}", function, [sample])


def export_together(options, name, function, samples):
    calls, tensors = split(samples)
    float_program = ".f32" in name
    return write(options, name, Calls(function, calls), [(tensors, {})], automatic if float_program else None,
                 decompose=float_program and not name.endswith("_.f32"), small=True)


def write_layers(options):
    for info in module_db:
        name = info.formatted_name
        if options.only not in name or any(word in name.lower() for word in ("dropout", "rrelu", "fractional", "loss", "lazy")):
            continue
        torch.manual_seed(zlib.crc32(name.encode()))
        try:
            inputs = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=False, training=False)
        except Exception as error:
            print(f"XX nn_{name}: {str(error)[:100]}", flush=True)
            continue
        for index, item in enumerate(spread(list(inputs), 8)):
            constructor, forward = item.constructor_input, item.forward_input
            if forward is None:
                continue
            try:
                module = info.module_cls(*constructor.args, **constructor.kwargs).eval()
                calls, tensors = split([(forward.args, forward.kwargs)])
            except Exception as error:
                print(f"XX nn_{name}.{index}: {str(error)[:100]}", flush=True)
                continue
            write(options, f"nn_{name}.{index}", Calls(module, calls), [(tensors, {})], automatic, decompose=index % 2 == 0, small=True)


def main():
    parser = parser_of("fuzz.operators")
    parser.add_argument("--only", default="", metavar="TEXT", help="only functions and layers with this in their names")
    parser.add_argument("--dtypes", default="f32,i64,bf16,c64,bool", help="some of " + ",".join(DTYPES))
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    for label in options.dtypes.split(","):
        write_operators(options, label)
        if label == "f32":
            write_layers(options)


if __name__ == "__main__":
    main()
