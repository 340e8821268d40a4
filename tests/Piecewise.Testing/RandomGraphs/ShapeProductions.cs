using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>Other shapes of old values: views, and copies that join or repeat.</summary>
internal static class ShapeProductions
{
    public static ImmutableArray<Production> All { get; } =
    [
        new("aten::transpose.int", 3, Views,
            (g, op) => Of(g, 2) is { } x && g.Keep(g.Call(op, x.Node, (long)g.Random.Next(x.Rank), -1L), x.Bound, x)),
        new("aten::permute.default", 2, Views,
            (g, op) => Of(g, 2) is { } x && g.Keep(g.Call(op, x.Node, Argument.Ints(Order(g, x.Rank))), x.Bound, x)),
        new("aten::unsqueeze.default", 2, Views,
            (g, op) => Of(g, 0, 4) is { } x && g.Keep(g.Call(op, x.Node, (long)g.Random.Next(-1, x.Rank + 1)), x.Bound, x)),
        new("aten::squeeze.dim", 2, Views, Squeeze),
        new("aten::select.int", 2, Views, Select),
        new("aten::slice.Tensor", 5, Views, Slice),
        new("aten::expand.default", 2, Views, Expand),
        // Whether neighbours can be merged without a copy is not always known before the program runs.
        new("aten::view.default", 5, Views, (g, op) => Of(g, 1) is { } x && Reshape(g, op, x, canMerge: x.Type.IsRowMajor)),
        new("aten::reshape.default", 3, Views, (g, op) => Of(g, 1) is { } x && Reshape(g, op, x, canMerge: true)),
        new("aten::cat.default", 4, _ => true, Concatenate),
        new("aten::stack.default", 2, _ => true, Stack),
    ];

    private static bool Views(RandomGraphOptions options) => options.Views;

    private static RandomValue? Of(RandomGraphBuilder g, int minRank, int maxRank = 5) =>
        g.Tensor(t => t.Rank >= minRank && t.Rank <= maxRank);

    private static IEnumerable<long> Order(RandomGraphBuilder g, int rank) =>
        Enumerable.Range(0, rank).OrderBy(_ => g.Random.Next()).Select(d => (long)d);

    private static bool Squeeze(RandomGraphBuilder g, string op) =>
        g.Tensor(t => t.Type.Shape.Contains(1)) is { } x && g.Keep(g.Call(op, x.Node, (long)x.Type.Shape.IndexOf(1)), x.Bound, x);

    private static bool Select(RandomGraphBuilder g, string op)
    {
        if (Of(g, 2) is not { } x)
        {
            return false;
        }
        var (dim, index) = (g.Random.Next(x.Rank), g.Random.Next(-1, 2));
        return g.HasAtLeast(x, dim, index == 1 ? 2 : 1) && g.Keep(g.Call(op, x.Node, (long)dim, (long)index), x.Bound, x);
    }

    // Bounds are literals, counted from the end, or sizes that are known to lie inside.
    private static bool Slice(RandomGraphBuilder g, string op)
    {
        if (Of(g, 1) is not { } x)
        {
            return false;
        }
        var dim = g.Random.Next(x.Rank);
        var size = x.Type.Shape[dim];
        var inside = g.Options.Sizes ? g.Size(s => g.Graph.Shapes.IsStaticallyTrue(SymBool.And(SymBool.Le(s, size), SymBool.Ge(s, 0))))
            : null;
        var node = g.Random.Next(5) switch
        {
            0 or 1 when inside is not null => g.Call(op, x.Node, (long)dim, 0L, inside),
            2 when inside is not null => g.CallNamed(op, [x.Node, (long)dim], ("start", inside)),
            3 => g.CallNamed(op, [x.Node], ("dim", (long)dim - x.Rank), ("step", 2L)),
            _ => g.Call(op, x.Node, (long)dim, (long)g.Random.Next(0, 2), g.Chance(0.5) ? (Argument)(-1L) : long.MaxValue),
        };
        return g.Keep(node, x.Bound, x);
    }

    private static bool Expand(RandomGraphBuilder g, string op)
    {
        if (Of(g, 1, 3) is not { } x)
        {
            return false;
        }
        var shape = x.Type.Shape.Select(s => s == 1 ? 3L : -1L).Prepend(2);
        return g.Keep(g.Call(op, x.Node, Argument.Ints(shape)), x.Bound, x, isRepeated: true);
    }

    // Two neighbours become one, or one becomes two; sizes are literals, -1, or symbolic values.
    private static bool Reshape(RandomGraphBuilder g, string op, RandomValue x, bool canMerge)
    {
        var dim = g.Random.Next(x.Rank);
        var shape = x.Type.Shape;
        var next = canMerge && dim + 1 < x.Rank && g.Chance(0.5) ? shape.SetItem(dim, shape[dim] * shape[dim + 1]).RemoveAt(dim + 1)
            : x.StaticSize(dim) is { } size && size % 2 == 0 && size > 0 ? shape.SetItem(dim, 2).Insert(dim + 1, size / 2)
            : shape;
        var hole = g.HasElements(x) && g.Chance(0.4) ? g.Random.Next(next.Length) : -1;
        var arguments = new List<Argument>();
        foreach (var (i, value) in next.Index())
        {
            var argument = i == hole ? -1L
                : g.Options.Sizes ? g.SizeArgument(value) : value.TryGetConstant(out var constant) ? constant : null;
            if (argument is null)
            {
                return false;
            }
            arguments.Add(argument);
        }
        return g.Keep(g.Call(op, x.Node, Argument.List(arguments)), x.Bound, x);
    }

    private static bool Concatenate(RandomGraphBuilder g, string op)
    {
        if (Of(g, 1) is not { } x)
        {
            return false;
        }
        var dim = g.Random.Next(x.Rank);
        var y = g.Tensor(t => t.Rank == x.Rank
            && Enumerable.Range(0, x.Rank).All(d => d == dim || g.AreEqual(t.Type.Shape[d], x.Type.Shape[d])))!;
        return g.Keep(g.Call(op, Argument.List([x.Node, y.Node]), (long)dim), Math.Max(x.Bound, y.Bound));
    }

    private static bool Stack(RandomGraphBuilder g, string op)
    {
        if (Of(g, 1, 3) is not { } x)
        {
            return false;
        }
        var y = g.Tensor(t => t.Type.Shape.AsSpan().SequenceEqual(x.Type.Shape.AsSpan()))!;
        return g.Keep(g.CallNamed(op, [Argument.List([x.Node, y.Node])], ("dim", -1L)), Math.Max(x.Bound, y.Bound));
    }
}
