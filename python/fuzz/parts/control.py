"""Branches, loops over tensors, functions mapped over tensors, sizes that follow from data."""

STEPS = ("{a}.sin() * 2", "{a}.cos()", "{a} + 1", "torch.relu({a}) - {a} * 0.1", "{a} * {a}.mean()", "{a} - {a}.amax(-1, keepdim=True)",
         "torch.softmax({a}, -1)", "{a}.flip(0)", "torch.where({a} > 0, {a}, 0.1 * {a})", "{a}.cumsum(-1)")


def step(g, a="a"):
    return g.one(*STEPS).format(a=a)


def cond(g):
    x = g.f32(1)
    p = g.one(f"{x}.sum() > 0", f"{x}.shape[0] > 2", f"({x} > 0.3).any()", f"{x}.mean() < {g.num()}")
    other = g.f32(1)
    return g.one(f"torch.cond({p}, lambda a: {step(g)}, lambda a: {step(g)}, ({x},))",
                 f"torch.cond({p}, lambda a, b: ({step(g)}, b + 1), lambda a, b: (a * 2, {step(g, 'b')}), ({x}, {other}))",
                 f"torch.cond({p}, lambda a: torch.cond(a.sum() > 1, lambda a: a * 2, lambda a: {step(g)}, (a,)), lambda a: a - 1, ({x},))")


def loop(g):
    x = g.f32(1)
    n = g.int(0, 4)
    return "torch._higher_order_ops.while_loop" + g.one(
        f"(lambda i, a: i < {n}, lambda i, a: (i + 1, torch.tanh({step(g)})), (torch.tensor(0), {x}))",
        f"(lambda i, a: (i < {n}) & (a.sum() < 9), lambda i, a: (i + 1, a * 1.1 + 0.1), (torch.tensor(0), {x}))")


def scan(g):
    x = g.f32(2)
    return g.one(f"torch._higher_order_ops.scan(lambda c, a: (torch.tanh(c * 0.5 + a), c * a), {x}[0] * 0.5, {x})",
                 f"torch._higher_order_ops.scan(lambda c, a: (c + a, c.sin()), {x}[0] + 1, {x}, reverse=True)",
                 f"torch._higher_order_ops.map(lambda a: {step(g)}, {x})",
                 f"torch._higher_order_ops.associative_scan(lambda a, b: a * 0.5 + b, {x}, 0, combine_mode='generic')")


def mapped(g):
    x = g.f32(2)
    return g.one(f"torch.vmap(lambda a: {step(g)})({x})", f"torch.vmap(lambda a, b: a * b.sum(), (0, None))({x}, {x})",
                 f"torch.vmap(lambda a: torch.outer(a.flatten(), a.flatten()))({x})",
                 f"torch.vmap(torch.vmap(lambda a: a.sin().sum()))({x})",
                 f"torch.vmap(lambda a: F.linear(a, {g.parameter(2, g.shape()[-1])}))({x})")


def loose(g):
    """Results whose size follows from data: used once more at most, element by element, and returned."""
    x = g.x(1)
    return g.one(f"{x}[{x} > 0]", f"torch.nonzero({x} > 0.2)", f"torch.masked_select({x}, {x} < 0.5)", f"torch.unique({x})",
                 f"torch.unique({x}, return_inverse=True, return_counts=True)", f"torch.argwhere({x} > 0)",
                 f"{x}.flatten()[{x}.flatten() != 0].sum()", f"{x}[({x} > 0).nonzero(as_tuple=True)]",
                 f"torch.unique_consecutive({x}.flatten())", f"{x}[{x} > 0] * 2",
                 f"torch.repeat_interleave({x}, torch.arange({x}.shape[0]) + 1, dim=0)",
                 f"torch.bincount(({x}.abs() * 3).long().flatten())", f"torch.nonzero({x} > 0).float().mean(0)",
                 f"F.relu({x}[{x} > 0.1]).sum()", f"{x}[{x}.flatten(1).sum(1) > 0]" if len(g.shape()) > 1 else f"{x}[{x} != 1]")


def item(g):
    i = g.i64(1)
    x = g.f32(1)
    n = g.name()
    return [f"{n} = {i}.abs().max().item() % {x}.shape[0]", f"torch._check({n} >= 0)", f"torch._check({n} < {x}.shape[0])",
            g.one(f"{x}.narrow(0, 0, {n}).sum(0)", f"{x}.select(0, {n})", f"{x} * {n}", f"torch.zeros({n} + 1)", f"torch.arange({n})",
                  f"{x}[:{n} + 1]")]


PARTS = [cond, cond, loop, scan, mapped, mapped, loose, loose, loose, item, item]
