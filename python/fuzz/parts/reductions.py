"""Sums and other reductions, sorting, searching, running sums, histograms."""

SINGLE = ("max min median mode sort argsort cumsum cumprod logcumsumexp cummax cummin softmax log_softmax argmax argmin all any "
          "count_nonzero prod").split()


def over_dims(g):
    x = g.f(1)
    name = g.one("sum", "mean", "amax", "amin", "logsumexp", "std", "var", "nansum", "nanmean", "norm", "var_mean", "std_mean", "aminmax")
    if name == "aminmax":
        return f"torch.aminmax({x}, dim={g.dim()}, keepdim={g.flag()})"
    extra = f", correction={g.int(0, 1)}" if name in ("std", "var", "var_mean", "std_mean") else ""
    return f"torch.{name}({x}, dim={g.dims()}, keepdim={g.flag()}{extra})"


def one_dim(g):
    x = g.f(1)
    name = g.one(*SINGLE)
    if name in ("max", "min", "median", "mode"):
        return f"torch.{name}({x}, {g.dim()}, keepdim={g.flag()})[{g.int(0, 1) if name != 'mode' else 0}]"
    if name in ("argmax", "argmin", "all", "any", "prod"):
        return f"torch.{name}({x}, dim={g.dim()}, keepdim={g.flag()})"
    if name in ("cummax", "cummin"):
        return f"torch.{name}({x}, {g.dim()})"
    if name in ("sort", "argsort"):
        return f"torch.{name}({x}, dim={g.dim()}, descending={g.flag()}, stable=True)"
    return f"torch.{name}({x}, {g.dim()})"


def whole(g):
    x = g.x()
    call = g.one("sum()", "max()", "min()", "prod()", "argmax()", "amax()", "sum(dtype=torch.float64)", "cumsum(0)", "count_nonzero()",
                 "float().mean()", "float().std()", "float().norm()", "float().var(unbiased=False)")
    return f"{x}.{call}"


def integer(g):
    x = g.i(1)
    return g.one(f"{x}.sum({g.dim()}, keepdim={g.flag()})", f"{x}.cumsum({g.dim()})", f"{x}.amax({g.dims()})", f"{x}.sort({g.dim()})[0]",
                 f"torch.bincount({x}.flatten().clamp(0, 5), minlength=6)", f"torch.topk({x}, 1, {g.dim()})[0]",
                 f"{x}.float().mean({g.dim()})", f"torch.histc({x}.float(), 4, 0, 8)", f"{x}.prod({g.dim()})",
                 f"torch.isin({x}, torch.tensor([1, 3]))", f"{x}.sum()", f"{x}.any({g.dim()})", f"torch.msort({x})", f"{x}.median()",
                 f"{x}.argmin({g.dim()})")


def norms(g):
    x = g.f(1)
    return g.one(f"torch.linalg.vector_norm({x}, {g.one(1, 2, 3, 0.5, float('inf'))}, {g.dim()})".replace("inf", "float('inf')"),
                 f"{x}.norm(2, {g.dim()}, True)", f"F.normalize({x}, dim={g.dim()})", f"torch.dist({x}, {x}.flip(0))",
                 f"torch.renorm({x}, 2, {g.dim()}, 1.0)", f"F.cosine_similarity({x}, {x}.flip(0), {g.dim()})", f"F.softmin({x}, {g.dim()})",
                 f"F.normalize({x}, p=1, dim={g.dim()})", f"F.softmax({x}, {g.dim()}, dtype=torch.float64)")


def top(g):
    x = g.f(1)
    d = g.dim()
    k = g.int(1, max(1, g.shape()[d]))
    return g.one(f"torch.topk({x}, {k}, {d}, largest={g.flag()})", f"torch.kthvalue({x}, {k}, {d}, {g.flag()})",
                 f"torch.topk({x}, 1, {d})[0]", f"torch.quantile({x}.float(), {g.num(0, 1)}, dim={d}, keepdim={g.flag()})",
                 f"torch.nanquantile({x}.float(), torch.tensor([0.25, 0.5]), dim={d})", f"torch.nanmedian({x}, {d})[0]",
                 f"torch.quantile({x}.float(), 0.3, interpolation={g.one('lower', 'nearest', 'higher', 'midpoint')!r})")


def search(g):
    x = g.f(1)
    return g.one(f"torch.searchsorted({x}.sort(-1)[0], {x})",
                 f"torch.bucketize({x}, torch.tensor([-1.0, 0.0, 1.0], dtype={x}.dtype), right={g.flag()})",
                 f"torch.searchsorted(torch.tensor([-0.5, 0.5], dtype={x}.dtype), {x}, right=True)", f"torch.diff({x}, dim={g.dim()})",
                 f"torch.trapezoid({x}, dim={g.dim()})", f"torch.cumulative_trapezoid({x}, dim={g.dim()})",
                 f"torch.gradient({x}, dim=0)[0]", f"torch.histc({x}.float(), 5, -2, 2)", f"torch.cov({g.f32(2, 2)})",
                 f"torch.corrcoef({g.f32(2, 2)})", f"torch.logsumexp({x}, {g.dims(x)})")


PARTS = [over_dims, over_dims, over_dims, one_dim, one_dim, one_dim, whole, integer, integer, norms, top, search]
