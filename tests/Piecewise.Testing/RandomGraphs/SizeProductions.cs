using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>Sizes as values: queries, arithmetic, and tensors of computed sizes.</summary>
internal static class SizeProductions
{
    private const long MaxSize = 1 << 14;

    public static ImmutableArray<Production> All { get; } =
    [
        new("aten::sym_size.int", 5, Sizes, Query),
        new("_operator::add.default", 2, Sizes, (g, op) => Arithmetic(g, op, g.Random.Next(1, 4))),
        new("_operator::mul.default", 2, Sizes, (g, op) => Arithmetic(g, op, g.Random.Next(2, 4))),
        new("_operator::floordiv.default", 3, Sizes, (g, op) => g.Size() is { } n && KeepSize(g, g.Call(op, n, (long)g.Random.Next(1, 4)))),
        new("_operator::sub.default", 2, Sizes,
            (g, op) => g.Size(s => g.Graph.Shapes.IsStaticallyTrue(SymBool.Ge(s, 1))) is { } n && KeepSize(g, g.Call(op, n, 1L))),
        new("aten::full.default", 2, Sizes, Full),
    ];

    private static bool Sizes(RandomGraphOptions options) => options.Sizes;

    private static bool Query(RandomGraphBuilder g, string op)
    {
        if (g.AnyTensor(t => t.Type.Shape.Any(s => !s.IsConstant)) is not { } x)
        {
            return false;
        }
        var dim = g.Pick([.. Enumerable.Range(0, x.Rank).Where(d => !x.Type.Shape[d].IsConstant)]);
        return KeepSize(g, g.Call(op, x.Node, (long)(g.Chance(0.3) ? dim - x.Rank : dim)));
    }

    private static bool Arithmetic(RandomGraphBuilder g, string op, long constant) =>
        g.Size() is { } n && KeepSize(g, g.Call(op, n, g.Chance(0.5) && g.Size() is { } m ? m : constant));

    private static bool KeepSize(RandomGraphBuilder g, Node? node)
    {
        if (node is null)
        {
            return false;
        }
        if (node.Type is not SymIntType { Value: var value } || g.Graph.Shapes.BoundsOf(value).Max is not <= MaxSize)
        {
            g.Graph.Erase(node);
            return false;
        }
        g.AddSize(node);
        return true;
    }

    private static bool Full(RandomGraphBuilder g, string op)
    {
        if (g.Size(s => g.Graph.Shapes.IsStaticallyTrue(SymBool.Ge(s, 0))) is not { } n)
        {
            return false;
        }
        var value = g.Random.Next(-2, 3);
        return g.Keep(g.Call(op, Argument.List([n, 8L]), (double)value), Math.Abs(value));
    }
}
