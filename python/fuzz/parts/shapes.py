"""Views, copies and arrangements."""


def reorder(g):
    x = g.any(2)
    rank = len(g.shape())
    order = g.rng.sample(range(rank), rank)
    return g.one(f"{x}.permute({order})", f"{x}.transpose({g.dim()}, {g.dim()})", f"torch.movedim({x}, {g.dim()}, {g.dim()})", f"{x}.mT",
                 f"{x}.swapaxes(0, -1)", f"{x}.permute({order}).contiguous()", f"{x}.flip({g.dims()})",
                 f"torch.roll({x}, {g.int(-2, 3)}, {g.dim()})", f"torch.roll({x}, 1)", f"torch.rot90({x}, {g.int(-1, 3)}, [0, 1])",
                 f"torch.fliplr({x})", f"torch.flipud({x})")


def reshape(g):
    x = g.any(1)
    shape = list(g.shape())
    d = g.int(0, len(shape) - 1)
    split = [k for k in (2, 3, 4, 5) if shape[d] % k == 0 and shape[d]]
    options = [f"{x}.flatten()", f"{x}.reshape(-1)", f"{x}.unsqueeze({g.int(0, len(shape))})", f"{x}[None]", f"{x}.view({x}.shape[0], -1)",
               f"{x}.reshape({x}.shape[0], -1)", f"{x}.narrow({d}, 0, 1).squeeze({d})", f"{x}.reshape_as({x})",
               f"{x}.flatten({min(d, len(shape) - 1)})", f"torch.atleast_3d({x})", f"{x}.contiguous().view(-1)", f"torch.ravel({x})"]
    if split:
        k = g.one(*split)
        sizes = ", ".join(f"{k}, {x}.shape[{i}] // {k}" if i == d else f"{x}.shape[{i}]" for i in range(len(shape)))
        options += [f"{x}.unflatten({d}, ({k}, -1))", f"{x}.reshape({sizes})"] * 3
    return g.one(*options)


def expand(g):
    x = g.any(1)
    rank = len(g.shape())
    return g.one(f"{x}.unsqueeze(0).expand(2, {', '.join(['-1'] * rank)})",
                 f"{x}.repeat(2, {', '.join(['1'] * (rank - 1))})" if rank > 1 else f"{x}.repeat(2)", f"torch.tile({x}, (2,))",
                 f"torch.repeat_interleave({x}, 2, {g.dim()})", f"{x}[:1].expand_as({x})", f"torch.broadcast_to({x}, (2,) + {x}.shape)",
                 f"{x}.unsqueeze(-1).expand(*{x}.shape, 3)", f"torch.broadcast_tensors({x}, {x}[:1])[1]")


def join(g):
    x = g.any(1)
    d = g.dim()
    y = g.one(x, f"{x}.flip({d})", f"{x}.narrow({d}, 0, 1)")
    return g.one(f"torch.cat([{x}, {y}], {d})", f"torch.stack([{x}, {x}.flip({d})], {d})", f"torch.hstack([{x}, {x}])",
                 f"torch.vstack([{x}, {x}])", f"torch.cat([{x}, {x}.float() * 2], {d})", f"torch.dstack([{x}, {x}])",
                 f"torch.column_stack([{x}, {x}])", f"torch.block_diag({g.f(2, 2)}, {g.f(1, 2)})",
                 f"torch.cat([{x}.narrow({d}, 0, 0), {x}], {d})")


def part(g):
    x = g.any(1)
    d = g.dim()
    n = g.shape()[d]
    return g.one(f"{x}.chunk(2, {d})", f"{x}.split({g.int(1, 3)}, {d})", f"torch.tensor_split({x}, 3, {d})", f"{x}.unbind({d})",
                 f"{x}.narrow({d}, {g.int(0, max(n - 1, 0))}, 1)", f"{x}.select({d}, -1)", f"torch.split({x}, [1, {n - 1}], {d})",
                 f"{x}.narrow({d}, 0, {x}.shape[{d}] - 1)", f"torch.hsplit({x}, 2)", f"{x}.narrow_copy({d}, 0, 1)",
                 f"torch.tensor_split({x}, [1], {d})")


def diagonals(g):
    x = g.x(2, 4)
    return g.one(f"torch.diagonal({x}, {g.int(-1, 1)}, 0, 1)", f"torch.tril({x}, {g.int(-1, 1)})", f"torch.triu({x}, {g.int(-1, 1)})",
                 f"torch.diag_embed({x})", f"torch.diag({g.x(1, 2)})", f"torch.trace({g.x(2, 2)})", f"{x}.diagonal(dim1=-2, dim2=-1)",
                 f"torch.diagflat({g.x(1, 1)})")


def windows(g):
    x = g.x(1)
    d = g.dim()
    n = g.shape()[d]
    g.need(n >= 2)
    return g.one(f"{x}.unfold({d}, 2, {g.int(1, 2)})", f"{x}.unfold({d}, {g.int(1, n)}, 1)",
                 f"torch.as_strided({x}.contiguous(), (2,), (1,), 0)")


def pad(g):
    x = g.f(2, 5)
    rank = len(g.shape())
    mode = g.one("constant", "reflect", "replicate", "circular", "constant")
    if mode == "constant":
        return f"F.pad({x}, {[g.int(-1, 2) for _ in range(2 * g.int(1, rank))]}, value={g.num()})"
    spatial = g.int(1, min(3, rank - 1))
    g.need(rank in (spatial + 1, spatial + 2))
    return f"F.pad({x}, {[g.int(0, 1) for _ in range(2 * spatial)]}, mode={mode!r})"


def products(g):
    x = g.f(1, 1)
    return g.one(f"torch.cartesian_prod({x}, {x})", f"torch.combinations({x})", f"torch.meshgrid({x}, {x}, indexing='ij')",
                 f"torch.outer({x}, {x})", f"torch.meshgrid({x}, {x}, indexing='xy')[0]", f"torch.kron({g.f(2, 2)}, torch.ones(2, 1))")


def rearrange(g):
    x = g.f32(3, 4)
    return g.one(f"F.pixel_shuffle({x}, 2)", f"F.pixel_unshuffle({x}, 2)", f"F.channel_shuffle({x}, 2)",
                 f"{x}.contiguous(memory_format=torch.channels_last)", f"{x}.to(memory_format=torch.channels_last) * 2",
                 f"F.unfold({x}, 2, dilation=1, padding=1, stride=2)", f"F.fold(F.unfold({x}, 2), {x}.shape[-2:], 2)")


PARTS = [reorder, reorder, reshape, reshape, reshape, expand, expand, join, join, part, part, diagonals, windows, pad, pad, products,
         rearrange]
