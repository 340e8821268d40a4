"""Random programs: a module is grown line by line; a line that PyTorch refuses is dropped, so that what is left runs."""

import math
import random

import torch
import torch.nn.functional as F  # noqa: N812  (the name that generated lines use)
from torch import nn

MOST_ELEMENTS = 6000
FLOATS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


class Retry(Exception):
    """This part does not fit the values that there are."""


class Generator:
    """What parts ask for: operands of a kind, their sizes, numbers, layers. Everything follows from the seed."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        torch.manual_seed(seed)
        self.module = nn.Module()
        self.constructor, self.lines = [], []
        self.scope = {"torch": torch, "F": F, "nn": nn, "self": self.module, "math": math}
        self.values, self.inputs = [], []
        self.loose = []
        self.used = set()
        self.count = 0

    # Operands -------------------------------------------------------------------------------------------------------

    def pick(self, accept, lo=0, hi=5):
        fitting = [n for n in self.values if accept(self.scope[n]) and lo <= self.scope[n].ndim <= hi]
        if not fitting:
            raise Retry
        name = fitting[-1] if self.rng.random() < 0.4 else self.rng.choice(fitting)
        self.last = name
        self.touched.add(name)
        return name

    def f(self, lo=0, hi=5):
        return self.pick(lambda v: v.dtype in FLOATS, lo, hi)

    def f32(self, lo=0, hi=5):
        return self.pick(lambda v: v.dtype == torch.float32, lo, hi)

    def i(self, lo=0, hi=5):
        return self.pick(lambda v: v.dtype in INTEGERS, lo, hi)

    def i64(self, lo=0, hi=5):
        return self.pick(lambda v: v.dtype == torch.int64, lo, hi)

    def b(self, lo=0, hi=5):
        return self.pick(lambda v: v.dtype == torch.bool, lo, hi)

    def c(self, lo=0, hi=5):
        return self.pick(lambda v: v.is_complex(), lo, hi)

    def x(self, lo=0, hi=5):
        return self.pick(lambda v: not v.is_complex() and v.dtype != torch.bool, lo, hi)

    def any(self, lo=0, hi=5):
        return self.pick(lambda v: True, lo, hi)

    def with_(self, name):
        """Another operand of the same dtype that broadcasts with one, or a form of it that does, or a number."""
        value = self.scope[name]
        others = [n for n in self.values if n != name and self.scope[n].dtype == value.dtype and self._broadcasts(self.scope[n], value)]
        dice = self.rng.random()
        if others and dice < 0.6:
            other = self.rng.choice(others)
            self.touched.add(other)
            return other
        if value.ndim and dice < 0.8:
            return f"{name}.flip({self.rng.randrange(value.ndim)})"
        if value.ndim and dice < 0.9:
            return f"{name}[..., :1]"
        return str(self.rng.choice([2, 3, -1])) if value.dtype in INTEGERS else repr(self.num())

    @staticmethod
    def _broadcasts(a, b):
        try:
            return torch.broadcast_shapes(a.shape, b.shape) is not None
        except RuntimeError:
            return False

    def shape(self, name=None):
        return tuple(self.scope[name or self.last].shape)

    def dim(self, name=None):
        rank = self.scope[name or self.last].ndim
        self.need(rank)
        d = self.rng.randrange(rank)
        return d - rank if self.rng.random() < 0.4 else d

    def dims(self, name=None):
        rank = self.scope[name or self.last].ndim
        self.need(rank)
        chosen = self.rng.sample(range(rank), self.rng.randint(1, rank))
        return tuple(d - rank if self.rng.random() < 0.3 else d for d in chosen)

    def size(self, d, name=None):
        """A size as Python says it: kept symbolic, or a number."""
        name = name or self.last
        return f"{name}.shape[{d}]" if self.rng.random() < 0.7 else str(self.shape(name)[d])

    # Choices --------------------------------------------------------------------------------------------------------

    def need(self, condition):
        if not condition:
            raise Retry

    def one(self, *choices):
        return self.rng.choice(choices)

    def num(self, a=-2.0, b=2.0):
        return round(self.rng.uniform(a, b), 2)

    def int(self, a, b):
        return self.rng.randint(a, b)

    def flag(self):
        return self.rng.random() < 0.5

    # State ----------------------------------------------------------------------------------------------------------

    def _state(self, statement, name):
        try:
            exec(statement, self.scope)
        except Exception as error:
            raise Retry from error
        self.constructor.append(statement)
        return f"self.{name}"

    def layer(self, text, *operands):
        """A call of a new layer."""
        self.count += 1
        name = f"m{self.count}"
        return f"{self._state(f'self.{name} = {text}', name)}({', '.join(operands)})"

    def parameter(self, *shape):
        self.count += 1
        return self._state(f"self.p{self.count} = nn.Parameter(torch.randn({list(shape)}) * 0.5)", f"p{self.count}")

    def buffer(self, text):
        self.count += 1
        return self._state(f"self.register_buffer('b{self.count}', {text})", f"b{self.count}")

    def name(self):
        self.count += 1
        return f"v{self.count}"

    # Growing --------------------------------------------------------------------------------------------------------

    def input(self, text):
        name = f"x{len(self.inputs)}"
        self.scope[name] = eval(text, self.scope)
        self.inputs.append((name, text))
        self.values.append(name)

    def run(self, part):
        """Adds what a part says if PyTorch runs it and its results fit; False, and nothing added, where not."""
        before = len(self.constructor)
        self.touched = set()
        try:
            said = part(self)
            *statements, last = said if isinstance(said, list) else [said]
            scope = dict(self.scope)
            with torch.no_grad():
                for statement in statements:
                    exec(statement, scope)
                result = eval(last, scope)
            self._keep(statements, last, result)
            return True
        except (Retry, RuntimeError, IndexError, ValueError, TypeError, NotImplementedError, AttributeError, AssertionError):
            del self.constructor[before:]
            return False

    def _keep(self, statements, last, result):
        """Adds statements and results; Retry where these are no tensors, too large, or not finite."""
        several = isinstance(result, (tuple, list))
        results = list(result) if several else [result]
        self.need(results and all(isinstance(r, torch.Tensor) and self._fits(r) for r in results))
        names = [self.name() for _ in results]
        self.lines += statements
        self.lines.append(f"{', '.join(names)}{',' if several and len(names) == 1 else ''} = {last}")
        self.used |= self.touched
        for name, value in zip(names, results):
            self.scope[name] = value
            self.values.append(name)
            if value.is_floating_point() and value.numel() and value.abs().max() > 30:
                self.lines.append(f"{name} = torch.tanh({name} * 0.1)")
                self.scope[name] = torch.tanh(value * 0.1)

    @staticmethod
    def _fits(value):
        if value.numel() > MOST_ELEMENTS or value.layout != torch.strided or value.ndim > 6:
            return False
        if value.dtype in (*FLOATS, torch.complex64, torch.complex128):
            return bool(torch.isfinite(torch.view_as_real(value) if value.is_complex() else value).all())
        return True

    def source(self):
        """The module as Python text."""
        free = [n for n in self.values if n not in self.used and n not in dict(self.inputs)]
        results = (free or self.values[-1:])[-12:] + self.loose
        dice = self.rng.random()
        if len(results) == 1 and dice < 0.7:
            packed = results[0]
        elif dice < 0.2:
            packed = "{" + ", ".join(f"'{n}': {n}" for n in results) + "}"
        elif dice < 0.35 and len(results) > 2:
            packed = f"([{', '.join(results[:2])}], {{'rest': ({', '.join(results[2:])},)}})"
        else:
            packed = f"({', '.join(results)},)"
        body = "\n".join(f"        {line}" for line in self.lines)
        state = "\n".join(f"        {line}" for line in self.constructor)
        names = ", ".join(n for n, _ in self.inputs)
        return ("import math\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\nclass Program(nn.Module):\n"
                f"    def __init__(self):\n        super().__init__()\n{state}\n\n"
                f"    def forward(self, {names}):\n{body}\n        return {packed}\n")
