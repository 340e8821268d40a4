using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.OperatorSamples;

/// <summary>What a tiny program makes of a call: what it returns, and what it calls besides.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Build">Gets the call; returns the outputs, empty where the form makes no sense for it.</param>
internal sealed record SampleForm(string Name, Func<SampleNode, IReadOnlyList<Argument>> Build)
{
    public static IReadOnlyList<SampleForm> All { get; } =
    [
        new("alone", n => n.Results),
        new("returned twice, once as a view",
            n => [.. n.Results.Take(1), .. n.Results.Take(1), .. Tensors(n, 1).Select(r => n.Call("aten::unsqueeze.default", r, 0L))]),
        new("taken for its shape alone",
            n => [.. Tensors(n, 1).SelectMany(
                r => new Argument[] { n.Call("aten::zeros_like.default", n.Call("aten::ones_like.default", r)),
                    n.Call("aten::full_like.default", r, 1L) })]),
        new("returned as parts",
            n => [.. Tensors(n, 3).Where(r => r.Tensor is { Rank: > 0 })
                .SelectMany(r => new Argument[] { n.Call("aten::slice.Tensor", r, 0L, 0L, 1L),
                    n.Call("aten::transpose.int", r, 0L, -1L) })]),
        new("of its own result", n => n.Again() is { } again ? [again] : []),
        new("followed by others", n => [.. Tensors(n, 2).SelectMany(r => Followers(n, r))]),
        new("beside literals", n =>
            [.. n.Results.Take(1), 7L, -3_000_000_000L, long.MinValue, 0.5, double.PositiveInfinity, -0.0, true, false, "a \"text\"\n",
                Argument.None]),
    ];

    public override string ToString() => Name;

    private static IEnumerable<NodeView> Tensors(SampleNode node, int count) =>
        node.Results.OfType<NodeArgument>().Where(r => r.Node.Type is TensorType).Take(count).Select(r => new NodeView(r));

    // An elementwise call and a reduction, which join the call's own loops, and one of a number.
    private static IEnumerable<Argument> Followers(SampleNode n, NodeView r)
    {
        if (r.Tensor.DType == DType.Bool || r.Tensor.DType.IsComplex()
            || r.Tensor.DType is DType.U16 or DType.U32 or DType.U64 || (r.Tensor.DType.IsFloat() && r.Tensor.DType.Size() == 1))
        {
            return [n.Call("aten::clone.default", r)];
        }
        var twice = n.Call("aten::add.Tensor", r, r);
        // NaN alone differs from itself: no threshold that another rounding would step over.
        return [twice, n.Call("aten::where.ScalarSelf", n.Call("aten::ne.Tensor", r, r), 2L, twice),
            n.Call("aten::sum.default", n.Call("aten::mul.Tensor", twice, twice))];
    }

    private readonly record struct NodeView(NodeArgument Argument)
    {
        public TensorType Tensor => (TensorType)Argument.Node.Type;

        public static implicit operator Argument(NodeView view) => view.Argument;
    }
}
