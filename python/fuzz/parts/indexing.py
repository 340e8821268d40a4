"""Indexing in every form, gathers and scatters."""


def piece(g, n):
    """One index of a dimension of n."""
    return g.one(":", f"{g.int(-n, n - 1)}", f"{g.int(0, n - 1)}:", f":{g.int(-2, n)}", f"::{g.int(1, 3)}",
                 f"{g.int(0, n - 1)}:{g.int(0, n)}", "None", f"{g.int(-n, 0)}::2", "1:-1", "-1:")


def basic(g):
    x = g.any(1)
    shape = g.shape()
    g.need(all(shape))
    pieces = [piece(g, n) for n in shape[: g.int(1, len(shape))]]
    if g.flag():
        pieces.insert(g.int(0, len(pieces)), "...")
        last = piece(g, shape[-1])
        pieces = [p for p in pieces[: len(shape)]] + ([last] if len(pieces) <= len(shape) - 1 else [])
    return f"{x}[{', '.join(pieces)}]"


def index(g, n):
    return g.one(f"torch.tensor({[g.int(-n, n - 1) for _ in range(3)]})", f"torch.tensor({[[g.int(0, n - 1)] for _ in range(2)]})",
                 f"[{g.int(0, n - 1)}, {g.int(-n, -1)}]")


def tensors(g):
    x = g.any(1)
    shape = g.shape()
    g.need(all(shape))
    pieces = [g.one(index(g, n), index(g, n), ":", piece(g, n)) for n in shape[: g.int(1, len(shape))]]
    return f"{x}[{', '.join(pieces)}]"


def by_value(g):
    """Indices that come from the program's own integers."""
    x = g.any(1)
    d = g.dim()
    n = g.shape()[d]
    g.need(n)
    i = f"({g.i64()} % {g.size(d, x)})"
    g.last = x
    return g.one(f"{x}[{i}]" if d == 0 else f"torch.index_select({x}, {d}, {i}.flatten())",
                 f"torch.index_select({x}, {d}, {i}.flatten()[:3])", f"torch.take({x}, {i} % {x}.numel())",
                 f"{x}[..., {i}]" if d in (-1, len(g.shape()) - 1) else f"{x}.index_select({d}, {i}.reshape(-1))")


def gather(g):
    x = g.f(1)
    d = g.dim()
    g.need(all(g.shape()))
    i = f"{x}.argsort({d})"
    return g.one(f"torch.gather({x}, {d}, {i})", f"torch.take_along_dim({x}, {i}, {d})", f"torch.scatter({x}, {d}, {i}, {x})",
                 f"{x}.scatter({d}, {i}, 0.5)", f"torch.scatter_add({x}, {d}, {i}, {x})",
                 f"torch.scatter_reduce({x}, {d}, {i}, {x}, {g.one('sum', 'prod', 'mean', 'amax', 'amin')!r}, include_self={g.flag()})",
                 f"{x}.scatter({d}, {i}.narrow({d}, 0, 1), 2.0)")


def replace(g):
    x = g.f(1)
    d = g.dim()
    n = g.shape()[d]
    g.need(n)
    i = f"torch.tensor([{g.int(0, n - 1)}, {g.int(0, n - 1)}])"
    part = f"{x}.index_select({d}, {i})"
    return g.one(f"{x}.index_add({d}, {i}, {part}, alpha=0.5)", f"{x}.index_fill({d}, {i}, 1.5)",
                 f"{x}.index_copy({d}, torch.tensor([{g.int(0, n - 1)}]), {x}.narrow({d}, 0, 1))",
                 f"{x}.select_scatter({x}.select({d}, 0) * 2, {d}, -1)", f"{x}.slice_scatter({x}.narrow({d}, 0, 1) + 1, {d}, 0, 1)",
                 f"{x}.index_reduce({d}, {i}, {part}, {g.one('amax', 'mean', 'prod')!r})", f"{x}.masked_scatter({x} > 0, {x}.flip(0))",
                 f"torch.index_put({x}, ({i} % {x}.shape[0],), torch.ones((), dtype={x}.dtype), accumulate={g.flag()})",
                 f"{x}.diagonal_scatter({x}.diagonal() * 2)")


def embedding(g):
    i = g.i64(1, 3)
    width = g.int(2, 6)
    option = g.one("", ", padding_idx=1", ", max_norm=None", ", scale_grad_by_freq=False")
    flat = f"({i} % 7)"
    return g.one(g.layer(f"nn.Embedding(7, {width}{option})", flat), f"F.one_hot({flat}, 7)",
                 f"F.embedding({flat}, {g.parameter(7, width)})",
                 g.layer(f"nn.EmbeddingBag(7, {width}, mode={g.one('sum', 'mean', 'max')!r})", f"{flat}.reshape(2, -1)")
                 if g.shape(i)[0] % 2 == 0 else f"F.one_hot({flat})")


PARTS = [basic, basic, basic, tensors, tensors, by_value, by_value, gather, gather, replace, replace, embedding]
