using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>Calls that see the storage around what they are given, and views whose elements may lie in one place.</summary>
internal static class StorageProductions
{
    private const string View = "aten::as_strided.default";

    public static ImmutableArray<Production> All { get; } =
    [
        new(View, 9, On, (g, op) => Of(g) is { } x && Layout(g, x) is { } at && g.Keep(g.Call(op, [x.Node, .. at]), x.Bound, x)),
        new("aten::as_strided_copy.default", 2, On,
            (g, op) => Of(g) is { } x && Layout(g, x) is { } at && g.Keep(g.Call(op, [x.Node, .. at]), x.Bound)),
        new("aten::as_strided_scatter.default", 3, On, Scatter),
        new("aten::unfold.default", 3, On, Unfold),
        new("aten::diagonal.default", 2, On, Diagonal),
    ];

    private static bool On(RandomGraphOptions options) => options.Storage;

    private static RandomValue? Of(RandomGraphBuilder g) => g.Tensor(t => t.Memory.Whole?.DenseOrder(g.Graph.Shapes) is not null);

    // Sizes, strides and a position inside of the storage: anything, rows of symbolic length, or from where the tensor begins.
    private static Argument[]? Layout(RandomGraphBuilder g, RandomValue x)
    {
        var whole = x.Memory.Whole!;
        if (g.Graph.Shapes.BoundsOf(whole.ElementCount).Min is not { } count || count == 0)
        {
            return null;
        }
        if (whole is { IsRowMajor: true, Shape: [{ IsConstant: false } many, { IsConstant: true, Constant: > 1 and var row }] }
            && g.Chance(0.5))
        {
            var columns = g.Random.Next(1, (int)row);
            var first = (long)g.Random.Next((int)row - columns + 1);
            return g.SizeArgument(many) is { } rows ? [Argument.List([rows, columns]), Argument.Ints([row, 1]), first] : null;
        }
        var (size, stride, last) = (new List<long>(), new List<long>(), 0L);
        for (var rank = g.Random.Next(4); size.Count < rank;)
        {
            var (n, s) = (g.Random.Next(1, 4), g.Random.Next(1, 8));
            if (last + ((n - 1) * s) >= count)
            {
                break;
            }
            size.Add(n);
            stride.Add(s);
            last += (n - 1) * s;
        }
        if (g.Chance(0.4))
        {
            var memory = AliasAnalysis.Of(g.Graph);
            var (at, bytes) = memory.PlaceOf(memory.ViewOf(x.Node)!);
            var isKnown = at.Type.Equals(whole) && at.Maker.Operator is not ViewOperator;
            return isKnown && bytes.TryGetConstant(out var place) && (place / 4) + last < count
                ? [Argument.Ints(size), Argument.Ints(stride)] : null;
        }
        return [Argument.Ints(size), Argument.Ints(stride), g.Random.NextInt64(count - last)];
    }

    private static bool Scatter(RandomGraphBuilder g, string op)
    {
        if (Of(g) is not { IsRepeated: false } x || Layout(g, x) is not { } layout || g.Call(View, [x.Node, .. layout]) is not { } view)
        {
            return false;
        }
        if (!((TensorType)view.Type).HasSeparateElements(g.Graph.Shapes))
        {
            g.Graph.Erase(view);
            return false;
        }
        var node = g.Call(op, [x.Node, g.Call("aten::neg.default", view)!, .. layout]);
        if (node is not null)
        {
            // All of the storage is copied, and the result lies in the copy as the tensor did.
            g.KeepIn(node, new RandomMemory(x.Bound, isWritable: true) { Whole = x.Memory.Whole });
        }
        return node is not null;
    }

    private static bool Diagonal(RandomGraphBuilder g, string op) =>
        g.Tensor(t => t.Rank >= 2) is { } x && g.Keep(g.Call(op, x.Node, (long)g.Random.Next(-1, 2), 0L, -1L), x.Bound, x);

    private static bool Unfold(RandomGraphBuilder g, string op)
    {
        if (g.Tensor(t => t.Rank is > 0 and < 5) is not { } x)
        {
            return false;
        }
        var (dim, size) = (g.Random.Next(x.Rank), g.Random.Next(1, 4));
        return g.HasAtLeast(x, dim, size) && g.Keep(g.Call(op, x.Node, (long)dim, (long)size, (long)g.Random.Next(1, 4)), x.Bound, x);
    }
}
