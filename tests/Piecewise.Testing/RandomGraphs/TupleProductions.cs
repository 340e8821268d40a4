using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>Operators with several results, and taking elements out of them: at once, later, several times or never.</summary>
internal static class TupleProductions
{
    public static ImmutableArray<Production> All { get; } =
    [
        new("aten::split.Tensor", 3, Both, (g, op) => Parts(g, op, size => size / 2)),
        new("aten::chunk.default", 3, Both, (g, op) => Parts(g, op, _ => 2)),
        new("aten::unbind.int", 2, Both, (g, op) => Static(g, 2) is var (x, dim) && KeepTuple(g, g.Call(op, x.Node, (long)dim), x)),
        new("aten::topk.default",
            3, On, (g, op) => Static(g, 1) is var (x, dim)
                && KeepTuple(g, g.CallNamed(op, [x.Node, x.StaticSize(dim)!.Value / 2], ("dim", (long)dim)), x)),
        new("aten::max.dim", 2, On,
            (g, op) => g.Tensor(t => t.Rank > 0 && g.HasElements(t)) is { } x && KeepTuple(g, g.Call(op, x.Node, -1L, g.Chance(0.5)), x)),
        new(Dialect.GetItem, 6, On, Element),
    ];

    private static bool On(RandomGraphOptions options) => options.Tuples;

    private static bool Both(RandomGraphOptions options) => options is { Tuples: true, Views: true };

    private static bool Parts(RandomGraphBuilder g, string op, Func<long, long> count) =>
        Static(g, 1) is var (x, dim) && KeepTuple(g, g.CallNamed(op, [x.Node, count(x.StaticSize(dim)!.Value)], ("dim", (long)dim)), x);

    // A tensor with a dim whose size is even and no symbol: how many parts there are has to be known.
    private static (RandomValue Tensor, int Dim)? Static(RandomGraphBuilder g, int minRank)
    {
        var x = g.Tensor(t => t.Rank >= minRank && !t.IsRepeated && Enumerable.Range(0, t.Rank).Any(d => IsEven(t.StaticSize(d))));
        return x is null ? null : (x, Enumerable.Range(0, x.Rank).Last(d => IsEven(x.StaticSize(d))));
    }

    private static bool IsEven(long? size) => size is >= 2 and <= 8 && size % 2 == 0;

    private static bool KeepTuple(RandomGraphBuilder g, Node? node, RandomValue source)
    {
        if (node is null)
        {
            return false;
        }
        var isView = node.Operator!.ResultIsView(new InferenceContext(node.Operator, node.Arguments, g.Graph.Shapes)) == true;
        g.Tuples.Add((node, isView ? source.Memory : null, source.Bound));
        return !g.Chance(0.6) || Take(g, Dialect.GetItem, g.Tuples.Count - 1);
    }

    private static bool Element(RandomGraphBuilder g, string op) => g.Tuples.Count > 0 && Take(g, op, g.Random.Next(g.Tuples.Count));

    private static bool Take(RandomGraphBuilder g, string op, int place)
    {
        var (tuple, memory, bound) = g.Tuples[place];
        var items = ((TupleType)tuple.Type).Items;
        var index = g.Random.Next(items.Length);
        if (g.Call(op, tuple, (long)index) is not { } node)
        {
            return false;
        }
        // The indices of a topk are of no further use here but as an output.
        g.KeepElement(node, memory, ((TensorType)node.Type).DType == DType.F32 ? memory?.Bound ?? bound : 8);
        return true;
    }
}
