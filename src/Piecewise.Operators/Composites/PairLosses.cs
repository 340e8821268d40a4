using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Losses of pairs and triples of vectors or scores. Source: <c>torch.nn.functional.cosine_embedding_loss</c>, <c>triplet_margin_loss</c>,
/// <c>margin_ranking_loss</c>, <c>hinge_embedding_loss</c>, <c>pairwise_distance</c>.
/// </summary>
internal sealed class PairLosses : ICompositeSource
{
    // What keeps the cosine of a vector of zeros defined.
    private const double SmallestSquare = 1e-12;

    public IEnumerable<Composite> Declare() =>
    [
        new("aten::pairwise_distance(Tensor x1, Tensor x2, float p=2., float eps=9.9999999999999995e-07, bool keepdim=False) -> Tensor",
            call => Distance(call.Tensor("x1"), call.Tensor("x2"), call.Number("p"), call.Number("eps"), call.Bool("keepdim"))),
        new("aten::cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0., int reduction=1) -> Tensor", Cosine),
        new("aten::triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1., float p=2., "
            + "float eps=9.9999999999999995e-07, bool swap=False, int reduction=1) -> Tensor", Triplet),
        new("aten::margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0., int reduction=1) -> Tensor", Ranking),
        new("aten::hinge_embedding_loss(Tensor self, Tensor target, float margin=1., int reduction=1) -> Tensor", Hinge),
    ];

    private static TracedTensor Distance(TracedTensor x, TracedTensor y, double p, double eps, bool keepDim = false) =>
        (x - y + eps) is var difference && difference.Rank > 0 ? difference.Norm(p, [difference.Rank - 1], keepDim)
            : difference.Norm(p, []);

    private static TracedTensor Cosine(CompositeCall call)
    {
        var (x, y, target) = (call.Tensor("input1"), call.Tensor("input2"), call.Tensor("target"));
        if (target.Rank > 1 || x.Rank != target.Rank + 1 || y.Rank != target.Rank + 1)
        {
            throw call.Error($"takes vectors and one target, or rows of vectors and a target for each, found {x.Type}, {y.Type} and "
                + $"{target.Type}.");
        }
        var dim = target.Rank;
        var squares = ((x * x).Sum(dim) + SmallestSquare) * ((y * y).Sum(dim) + SmallestSquare);
        var cosine = (x * y).Sum(dim) / squares.Sqrt();
        var zeros = cosine.ZerosLike();
        var alike = Op.Where(target.Eq(1), 1 - cosine, zeros);
        var apart = Op.Where(target.Eq(-1), (cosine - call.Number("margin")).AtLeast(0), zeros);
        return call.Reduce(alike + apart);
    }

    private static TracedTensor Triplet(CompositeCall call)
    {
        var (anchor, positive, negative) = (call.Tensor("anchor"), call.Tensor("positive"), call.Tensor("negative"));
        if (anchor.Rank != positive.Rank || anchor.Rank != negative.Rank)
        {
            throw call.Error($"takes tensors of one rank, found {anchor.Type}, {positive.Type} and {negative.Type}.");
        }
        var (p, eps) = (call.Number("p"), call.Number("eps"));
        var (near, far) = (Distance(anchor, positive, p, eps), Distance(anchor, negative, p, eps));
        if (call.Bool("swap"))
        {
            far = call.Make("aten::minimum.default", far, Distance(positive, negative, p, eps));
        }
        return call.Reduce((near + call.Number("margin") - far).AtLeast(0));
    }

    private static TracedTensor Ranking(CompositeCall call)
    {
        var (x, y, target) = (call.Tensor("input1"), call.Tensor("input2"), call.Tensor("target"));
        return x.Rank != y.Rank || x.Rank != target.Rank
            ? throw call.Error($"takes tensors of one rank, found {x.Type}, {y.Type} and {target.Type}.")
            : call.Reduce((-target * (x - y) + call.Number("margin")).AtLeast(0));
    }

    private static TracedTensor Hinge(CompositeCall call)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        var zeros = self.ZerosLike();
        return call.Reduce(Op.Where(target.Ne(1), (call.Number("margin") - self).AtLeast(0), zeros) + Op.Where(target.Ne(-1), self, zeros));
    }
}
