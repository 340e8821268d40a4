using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Distances of rows of one tensor from those of another. Source: <c>torch.cdist</c>, <c>torch.dist</c>.
/// </summary>
/// <remarks>
/// Each from the differences of its two rows. PyTorch takes Euclidean distances of more than 25 rows from a product of matrices, which is
/// less exact for rows that are near each other; so does this where a program asks for it (<c>_euclidean_dist</c>, <c>compute_mode=1</c>).
/// </remarks>
internal sealed class Distances : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::cdist(Tensor x1, Tensor x2, float p=2., int? compute_mode=None) -> Tensor", Between),
        new("aten::_cdist_forward(Tensor x1, Tensor x2, float p, int? compute_mode) -> Tensor", Between),
        new("aten::_euclidean_dist(Tensor x1, Tensor x2) -> Tensor", call => ByProduct(call, call.Tensor("x1"), call.Tensor("x2"))),
        new("aten::dist(Tensor self, Tensor other, Scalar p=2) -> Tensor",
            call => (call.Tensor("self") - call.Tensor("other")) is var difference
                ? difference.Norm(call.Number("p"), Enumerable.Range(0, difference.Rank)) : throw call.Error("has no difference.")),
    ];

    private static TracedTensor Between(CompositeCall call)
    {
        var (x, y) = (call.Tensor("x1"), call.Tensor("x2"));
        if (x.Rank < 2 || y.Rank < 2 || !x.DType.IsFloat() || !y.DType.IsFloat())
        {
            throw call.Error($"takes floats with at least two dims, found {x.Type} and {y.Type}.");
        }
        call.Require(SymBool.Eq(x.Shape[-1].Value, y.Shape[-1].Value), $"takes rows of one length, found {x.Type} and {y.Type}.");
        var (p, mode) = (call.Number("p"), call.OptionalInt("compute_mode") ?? 0);
        if (p < 0 || mode is < 0 or > 2)
        {
            throw call.Error($"has no distance of order {p} in mode {mode}.");
        }
        return p == 2 && mode == 1 ? ByProduct(call, x, y) : Norm(call, x.Unsqueeze(-2) - y.Unsqueeze(-3), p);
    }

    // |a - b|² = |a|² - 2·a·b + |b|², as one product.
    private static TracedTensor ByProduct(CompositeCall call, TracedTensor x, TracedTensor y)
    {
        if (x.Rank < 2 || y.Rank < 2)
        {
            throw call.Error($"takes tensors with at least two dims, found {x.Type} and {y.Type}.");
        }
        var (xSquares, ySquares) = (x.Pow(2).Sum(-1, keepDim: true), y.Pow(2).Sum(-1, keepDim: true));
        var left = Op.Cat([x * -2, xSquares, call.Make("aten::ones_like.default", xSquares)], -1);
        var right = Op.Cat([y, call.Make("aten::ones_like.default", ySquares), ySquares], -1);
        return left.MatMul(right.Transpose(-2, -1)).AtLeast(0).Sqrt();
    }

    // The norm of nothing is 0, of infinite order too.
    private static TracedTensor Norm(CompositeCall call, TracedTensor difference, double p) =>
        double.IsInfinity(p) && call.Decide(SymBool.Ge(difference.Shape[-1].Value, 1)) != true
            ? call.Make("aten::constant_pad_nd.default", difference.Abs(), new[] { 0L, 1L }).Amax(-1)
            : difference.Norm(p, [difference.Rank - 1]);
}
