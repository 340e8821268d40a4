using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>Arithmetic per element, products and sums: new values from old ones.</summary>
internal static class ElementwiseProductions
{
    public static ImmutableArray<Production> All { get; } =
    [
        new("aten::relu.default", 3, Always, Unary),
        new("aten::neg.default", 2, Always, Unary),
        new("aten::abs.default", 1, Always, Unary),
        new("aten::clone.default", 3, Always, Unary),
        new("aten::sign.default", 1, Always, (g, op) => g.Tensor() is { } x && g.Keep(g.Call(op, x.Node), 1)),
        new("aten::clamp.default", 3, Always, Clamp),
        new("aten::add.Tensor", 6, Always, Sum),
        new("aten::sub.Tensor", 3, Always, Sum),
        new("aten::mul.Tensor", 5, Always, Product),
        new("aten::mul.Scalar", 2, Always, ProductWithNumber),
        new("aten::maximum.default", 2, Always, Extremum),
        new("aten::minimum.default", 2, Always, Extremum),
        new("aten::where.self", 2, Always, Where),
        new("aten::sum.dim_IntList", 2, Always, SumOverDim),
        new("aten::amax.default",
            1, Always, (g, op) => g.Tensor(t => t.Rank > 0 && g.HasElements(t)) is { } x
                && g.Keep(g.Call(op, x.Node, Argument.Ints([g.Random.Next(x.Rank)]), g.Chance(0.5)), x.Bound)),
        new("aten::mm.default", 2, Always, (g, op) => MatrixProduct(g, op, (a, b) => [a.Node, b.Node])),
        new("aten::linear.default", 2, Always, (g, op) => MatrixProduct(g, op, (a, b) => [a.Node, b.Node])),
    ];

    private static bool Always(RandomGraphOptions options) => true;

    private static bool Unary(RandomGraphBuilder g, string op) => g.Tensor() is { } x && g.Keep(g.Call(op, x.Node), x.Bound);

    private static bool Clamp(RandomGraphBuilder g, string op) => g.Tensor(t => t.Bound > 8) is { } x
        && g.Keep(g.Chance(0.5) ? g.Call(op, x.Node, -8L, 8L) : g.CallNamed(op, [x.Node], ("max", 8L), ("min", -4L)), 8);

    private static bool Sum(RandomGraphBuilder g, string op)
    {
        if (Pair(g) is not var (x, y, bound))
        {
            return false;
        }
        var factor = g.Chance(0.3) ? g.Random.Next(2, 4) : 1;
        return x.Bound + factor * bound <= RandomGraphBuilder.MaxBound
            && g.Keep(g.CallNamed(op, [x.Node, y], ("alpha", (long)factor)), x.Bound + factor * bound);
    }

    private static bool Product(RandomGraphBuilder g, string op) =>
        Pair(g) is var (x, y, bound) && x.Bound * bound <= RandomGraphBuilder.MaxBound && g.Keep(g.Call(op, x.Node, y), x.Bound * bound);

    private static bool ProductWithNumber(RandomGraphBuilder g, string op)
    {
        var factor = g.Random.Next(-3, 4);
        return g.Tensor(t => t.Bound * 3 <= RandomGraphBuilder.MaxBound) is { } x && g.Keep(g.Call(op, x.Node, (long)factor), x.Bound * 3);
    }

    private static bool Extremum(RandomGraphBuilder g, string op) =>
        Pair(g, numbers: false) is var (x, y, bound) && g.Keep(g.Call(op, x.Node, y), Math.Max(x.Bound, bound));

    private static bool Where(RandomGraphBuilder g, string op)
    {
        if (Pair(g, numbers: false) is not var (x, y, bound)
            || g.Call("aten::gt.Scalar", x.Node, (long)g.Random.Next(-2, 3)) is not { } condition)
        {
            return false;
        }
        return g.Keep(g.Call(op, condition, x.Node, y), Math.Max(x.Bound, bound));
    }

    private static bool SumOverDim(RandomGraphBuilder g, string op)
    {
        if (g.Tensor(t => Enumerable.Range(0, t.Rank)
            .Any(d => t.StaticSize(d) is { } size && size * t.Bound <= RandomGraphBuilder.MaxBound)) is not { } x)
        {
            return false;
        }
        var dim = Enumerable.Range(0, x.Rank).First(d => x.StaticSize(d) is { } size && size * x.Bound <= RandomGraphBuilder.MaxBound);
        var keep = g.Chance(0.5);
        var node = g.Chance(0.5)
            ? g.Call(op, x.Node, Argument.Ints([dim]), keep)
            : g.CallNamed(op, [x.Node, Argument.Ints([dim - x.Rank])], ("keepdim", keep));
        return g.Keep(node, Math.Max(1, x.StaticSize(dim)!.Value) * x.Bound);
    }

    private static bool MatrixProduct(RandomGraphBuilder g, string op, Func<RandomValue, RandomValue, Argument[]> arguments)
    {
        var weight = g.Tensor(t => t.Rank == 2 && t.StaticSize(0) is not null && t.StaticSize(0) == t.StaticSize(1));
        var x = weight is null ? null : g.Tensor(t => t.Rank == 2 && t.StaticSize(1) == weight.StaticSize(0));
        if (x is null)
        {
            return false;
        }
        var bound = x.Bound * weight!.Bound * weight.StaticSize(0)!.Value;
        return bound <= RandomGraphBuilder.MaxBound && g.Keep(g.Call(op, arguments(x, weight)), bound);
    }

    // A tensor, and what can stand beside it: a tensor of its shape, one that broadcasts to it, a literal or a size.
    private static (RandomValue Left, Argument Right, long Bound)? Pair(RandomGraphBuilder g, bool numbers = true)
    {
        if (g.Tensor() is not { } x)
        {
            return null;
        }
        if (numbers && g.Chance(0.15))
        {
            var number = g.Random.Next(-3, 4);
            return (x, (long)number, Math.Abs(number));
        }
        if (numbers && g.Options.Sizes && g.Chance(0.15) && g.Size() is { } size
            && g.Graph.Shapes.BoundsOf(RandomGraphBuilder.SizeOf(size)) is { Min: >= 0, Max: { } max })
        {
            return (x, size, max);
        }
        return g.Tensor(t => g.BroadcastsTo(t.Type, x.Type.Shape)) is { } y ? (x, y.Node, y.Bound) : null;
    }
}
