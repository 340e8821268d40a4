"""Random programs, exported and recorded: `python -m fuzz.programs FOLDER --count 2000 --seed 1`.

Number n of seed s is always the same program, until the generator, its parts or PyTorch change. Each is one of: as exported, decomposed
to core ATen; sizes dynamic or fixed; with a second call of other sizes, among them 1, where the program allows that.
"""

import linecache
import random
import warnings
from pathlib import Path

import torch

from fuzz.generator import Generator
from fuzz.parts import GROUPS
from fuzz.parts.control import loose as loose_part
from fuzz.variants import automatic, parser_of, write


def shapes_of(rng):
    """Sizes of the inputs: a few numbers, so that operands fit one another."""
    b, n, c = rng.choice([2, 3, 4]), rng.choice([3, 4, 5, 6]), rng.choice([2, 4, 6])
    pool = [[b, n], [n], [b, c, n], [b, c, n, n], [n, n], [b, n, c], [b, c, n, n + 1], [c], [b, c, 3, 4, 3], []]
    return rng.sample(pool, rng.randint(2, 3))


def generate(seed, length=None):
    """A program's generator after growing, with its inputs as texts of shapes."""
    g = Generator(seed)
    rng = g.rng
    for shape in shapes_of(rng):
        g.input(f"torch.randn({shape})")
    shape = rng.choice([[3], [2, 4], [5]])
    g.input(f"torch.randint(0, 7, {shape})")
    if rng.random() < 0.4:
        g.input(rng.choice([
            f"torch.randn({shapes_of(rng)[0]}).to(torch.{rng.choice(['bfloat16', 'float64', 'float16'])})",
            f"torch.randn({shape}) > 0", f"torch.randint(-4, 9, {shape}, dtype=torch.int32)"]))
    weights = {name: rng.choice([0.2, 1, 1, 3]) for name in GROUPS}
    weights["control"] *= 0.4
    wanted = length or rng.randint(5, 16)
    tries = 0
    while len(g.lines) < wanted and tries < wanted * 12:
        tries += 1
        group = rng.choices(list(weights), list(weights.values()))[0]
        part = rng.choice(GROUPS[group])
        known = set(g.values)
        if g.run(part) and part is loose_part:
            new = [v for v in g.values if v not in known]
            g.values = [v for v in g.values if v in known]
            g.loose += new
    return g


def module_of(source, name):
    """The module that the text says; the text is there for tracebacks and for strict export."""
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    scope = {"__name__": f"fuzz_{name.replace('.', '_').replace('-', '_')}"}
    exec(compile(source, file, "exec"), scope)
    return scope["Program"]().eval()


def calls_of(g, seed):
    """The example call, one with other sizes, and one with a size of 1 for each of the sizes that are not 1."""
    torch.manual_seed(seed)
    first = [eval(text, {"torch": torch}) for _, text in g.inputs]
    calls = [first]
    rng = random.Random(seed + 1)
    sizes = sorted({n for v in first for n in v.shape if n > 1})
    for change in ({n: n + 1 for n in sizes[-1:]}, {n: 1 for n in sizes[:1]}, {rng.choice(sizes): 1} if sizes else {}):
        if change:
            calls.append([resized(v, change) for v in first])
    return [(tuple(c), {}) for c in calls]


def resized(value, change):
    shape = [change.get(n, n) for n in value.shape]
    if value.dtype == torch.bool:
        return torch.randn(shape) > 0
    return (torch.randn(shape) if value.is_floating_point() else torch.randint(0, 7, shape)).to(value.dtype)


def write_program(options, number):
    case = options.seed * 1_000_003 + number
    name = f"p{options.seed}-{number:05d}"
    try:
        g = generate(case)
        source = g.source()
        module = module_of(source, name)
        torch.manual_seed(case)
        calls = calls_of(g, case)
    except Exception as error:
        print(f"XX {name} not made: {type(error).__name__}: {str(error)[:200]}", flush=True)
        return False
    dice = random.Random(case + 7).random()
    shapes = automatic if dice < 0.7 else None
    core = number % 2 == 0
    written = write(options, name, module, calls, shapes, strict=dice < 0.1, decompose=core, small=True)
    if not written and shapes is not None:
        written = write(options, name, module, calls[:1], None, decompose=core, small=True)
    if options.sources:
        (Path(options.folder) / f"{name}.py").write_text(source)
    return written


def main():
    parser = parser_of("fuzz.programs")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sources", action="store_true", help="writes each program's Python text beside it")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    made = sum(write_program(options, n) for n in range(options.first, options.first + options.count))
    print(f"{made} of {options.count} programs written")


if __name__ == "__main__":
    main()
