"""Writes in place, through views and into buffers."""


def in_place(g):
    x = g.x(1)
    d = g.dim()
    a = g.name()
    write = g.one(f"{a}[0] = 1", f"{a}[..., -1] = {a}[..., 0]", f"{a}.add_(2)", f"{a}.mul_({a}.flip(0))", f"{a}.clamp_(0, 1)",
                  f"{a}.select({d}, 0).fill_(3)", f"{a}.narrow({d}, 0, 1).zero_()", f"{a}.view(-1)[::2] += 1",
                  f"{a}.transpose(0, -1).mul_(2)", f"{a}[{a} > 0] = 0", f"{a}.masked_fill_({a} < 0, 2)", f"{a}[1:] += {a}[:-1]",
                  f"{a}[::2].copy_({a}[::2] * 2)", f"{a}.copy_({x}.flip(0))", f"{a}[torch.tensor([0, -1])] = 5",
                  f"{a}.unsqueeze(0).sub_(1)", f"{a}[..., None].add_(1)", f"{a}.flatten()[0] = 9",
                  f"{a}.index_fill_({d}, torch.tensor([0]), 4)", f"{a} *= 2", f"{a} -= {a}",
                  f"{a}.index_add_({d}, torch.tensor([0]), {a}.narrow({d}, 0, 1))", f"{a}.t_()", f"{a}.unsqueeze_(0)", f"{a}.neg_().abs_()",
                  f"{a}.fill_diagonal_(1)", f"{a}.diagonal().add_(1)", f"{a}.index_put_((torch.tensor([0, 0]),), {a}[:1], accumulate=True)",
                  f"{a}.swapaxes_(0, -1)", f"{a}.unsqueeze_(1).squeeze_(1)", f"{a}.scatter_({d}, {a}.long() * 0, 7)", f"{a}.tril_()",
                  f"{a}[:, 0] = {a}[:, -1]", f"{a}.zero_()", f"{a}.expand(2, *{a}.shape)[0].add_(1)", f"{a}.unbind({d})[0].mul_(3)",
                  f"{a}.chunk(2, {d})[0].add_(5)", f"{a}.split(1, {d})[-1].sub_(5)")
    return [f"{a} = {x}.clone()", write, a]


def through_alias(g):
    x = g.f(2)
    a, v = g.name(), g.name()
    view = g.one(f"{a}[1:]", f"{a}.transpose(0, 1)", f"{a}.view(-1)", f"{a}[..., ::2]", f"{a}.diagonal()", f"{a}.select(1, 0)",
                 f"{a}.unfold(0, 1, 1)", f"{a}.permute({list(range(len(g.shape())))[::-1]})", f"{a}.view({a}.shape[0], -1)",
                 f"{a}.reshape(-1)")
    return [f"{a} = {x} * 2", f"{v} = {view}",
            f"{v}.{g.one('add_(1)', 'mul_(2)', 'zero_()', 'sin_()', 'copy_(' + v + ' * 3)', 'clamp_(min=0)')}", f"{a}.mul_(0.5)",
            f"({a}, {v} + 1)"]


def buffer_counts(g):
    x = g.f32(1)
    c = g.buffer("torch.zeros(())")
    return [f"{c}.add_(1)", f"{x} + {c}"] if g.flag() else [f"{c} += {x}.mean()", f"{x} * {c}"]


def buffer_rows(g):
    x = g.f32(1)
    n = g.shape()[-1]
    c = g.buffer(f"torch.zeros(4, {n})")
    return g.one([f"{c}[0] = {x}.reshape(-1, {n})[0]", f"{c} * 2"],
                 [f"{c}.copy_(torch.roll({c}, 1, 0))", f"{c}[0].copy_({x}.reshape(-1, {n}).mean(0))", f"{c}.sum(0)"],
                 [f"{c}.mul_(0.9).add_({x}.reshape(-1, {n}).mean(0), alpha=0.1)", f"{x} - {c}[0]"],
                 [f"{c}.index_copy_(0, torch.tensor([2]), {x}.reshape(-1, {n})[:1])", f"{c}.clone()"],
                 [f"{c}[1:3, :].add_(1)", f"{x} + {c}[1]"])


def input_write(g):
    """Writes into the caller's tensor."""
    x = g.one(*[n for n, _ in g.inputs])
    g.need(g.scope[x].is_floating_point() and g.scope[x].ndim)
    g.touched.add(x)
    return [f"{x}.{g.one('add_(1)', 'mul_(0.5)', 'tanh_()')}", f"{x} * 2"]


PARTS = [in_place] * 5 + [through_alias] * 3 + [buffer_counts, buffer_rows, input_write]
