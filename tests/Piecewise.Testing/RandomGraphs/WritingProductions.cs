using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>
/// In-place operators (imported graphs), memory that is filled later, and <see cref="SillyAttention"/>, which writes in every dialect.
/// </summary>
internal static class WritingProductions
{
    public static ImmutableArray<Production> All { get; } =
    [
        new("aten::add_.Tensor", 5, InPlace, (g, op) => Write(g, op, (x, y) => x + y)),
        new("aten::sub_.Tensor", 2, InPlace, (g, op) => Write(g, op, (x, y) => x + y)),
        new("aten::mul_.Tensor", 3, InPlace, (g, op) => Write(g, op, (x, y) => x * y)),
        new("aten::copy_.default", 4, InPlace, (g, op) => Write(g, op, (_, y) => y)),
        new("aten::mul_.Scalar", 2, InPlace, (g, op) => Change(g, x => 2 * x, x => g.Call(op, x, -2L))),
        new("aten::relu_.default", 2, InPlace, (g, op) => Change(g, x => x, x => g.Call(op, x))),
        new("aten::fill_.Scalar", 2, InPlace, (g, op) => Change(g, _ => 2, x => g.Call(op, x, 2L), isUniform: true)),
        new("aten::zero_.default", 1, InPlace, (g, op) => Change(g, _ => 0, x => g.Call(op, x), isUniform: true)),
        new("aten::empty_like.default", 1, o => o.Allocations, (g, op) => Allocate(g, x => g.Call(op, x.Node))),
        new("aten::empty.memory_format", 1, o => o is { Allocations: true, Sizes: true }, EmptyOfSize),
        new(SillyAttention.QualifiedName, 1, o => o.SplittingOperators.Length > 0, Attention),
    ];

    private static bool InPlace(RandomGraphOptions options) => options.InPlace;

    private static bool Write(RandomGraphBuilder g, string op, Func<long, long, long> bound)
    {
        var target = g.Tensor(t => t.CanBeWritten);
        var value = target is null ? null : g.Tensor(t => g.BroadcastsTo(t.Type, target.Type.Shape));
        return value is not null && Change(g, target!, bound(target!.Bound, value.Bound), g.Call(op, target.Node, value.Node));
    }

    private static bool Change(RandomGraphBuilder g, Func<long, long> bound, Func<Node, Node?> call, bool isUniform = false)
    {
        bool Fits(RandomValue t) => t.CanBeWritten || (isUniform && g.Options.Storage && t.CanBeWrittenAtOnce);
        var target = g.Tensor(t => Fits(t) && bound(t.Bound) <= RandomGraphBuilder.MaxBound);
        return target is not null && Change(g, target, bound(target.Bound), call(target.Node));
    }

    // What a write returns is the target itself; later steps may use either name.
    private static bool Change(RandomGraphBuilder g, RandomValue target, long bound, Node? node)
    {
        if (node is null || bound > RandomGraphBuilder.MaxBound)
        {
            if (node is not null)
            {
                g.Graph.Erase(node);
            }
            return false;
        }
        target.Memory.Widen(bound);
        g.KeepElement(node, target.Memory, bound);
        return true;
    }

    private static bool Allocate(RandomGraphBuilder g, Func<RandomValue, Node?> call)
    {
        if (g.Unwritten.Count > 2 || g.Tensor(t => !t.IsRepeated) is not { } like || call(like) is not { } node)
        {
            return false;
        }
        g.Unwritten.Add(node);
        return true;
    }

    private static bool EmptyOfSize(RandomGraphBuilder g, string op) => Allocate(g, like =>
    {
        var size = like.Type.Shape.Select(g.SizeArgument).ToList();
        return size.Contains(null) ? null : g.CallNamed(op, [Argument.List(size!)], ("dtype", DType.F32));
    });

    // The output is memory that waits for it, or a new buffer; in an imported graph also any tensor that may be written.
    private static bool Attention(RandomGraphBuilder g, string op)
    {
        if (g.Tensor(t => 3 * t.Bound <= RandomGraphBuilder.MaxBound && t.Rank > 0) is not { } q)
        {
            return false;
        }
        bool Fits(RandomValue t) => t.Type.Shape.AsSpan().SequenceEqual(q.Type.Shape.AsSpan()) && t.Bound <= q.Bound;
        var (k, v) = (g.Tensor(Fits)!, g.Tensor(Fits)!);
        var bound = q.Bound + k.Bound + v.Bound;
        if (g.Options.InPlace && g.Chance(0.3)
            && g.Tensor(t => t.CanBeWritten && t.Type.Shape.AsSpan().SequenceEqual(q.Type.Shape.AsSpan())) is { } old)
        {
            old.Memory.Widen(bound);
            return g.Call(op, q.Node, k.Node, v.Node, old.Node) is not null;
        }
        var waiting = g.Unwritten.FindIndex(n => ((TensorType)n.Type).Shape.AsSpan().SequenceEqual(q.Type.Shape.AsSpan()));
        var target = waiting >= 0 ? g.Unwritten[waiting]
            : g.Call("aten::empty_like.default", q.Node) ?? g.Call("aten::mul.Scalar", q.Node, 0L);
        if (target is null || g.Call(op, q.Node, k.Node, v.Node, target) is null)
        {
            return false;
        }
        if (waiting >= 0)
        {
            g.Unwritten.RemoveAt(waiting);
        }
        g.KeepWritten(target, bound);
        return true;
    }
}
