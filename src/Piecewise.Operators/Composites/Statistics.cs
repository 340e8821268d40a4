using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Covariances, correlations and integrals. Source: <c>torch.cov</c>, <c>torch.corrcoef</c>, <c>torch.trapezoid</c>,
/// <c>torch.cumulative_trapezoid</c>.
/// </summary>
internal sealed class Statistics : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::cov(Tensor self, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None) -> Tensor", call => Covariance(
            call, call.Int("correction"), call.OptionalTensor("fweights"), call.OptionalTensor("aweights"))),
        new("aten::corrcoef(Tensor self) -> Tensor", Correlation),
        .. new[] { "trapezoid", "trapz" }.SelectMany(n => new Composite[]
        {
            n == "trapz" ? new("aten::trapz.dx(Tensor y, *, float dx=1, int dim=-1) -> Tensor", Even)
                : new("aten::trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor", Even),
            new($"aten::{n}.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor", call => Uneven(call, isRunning: false)),
        }),
        new("aten::cumulative_trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor",
            call => Neighbours(call, out var dim) is var sums
                ? call.Make("aten::cumsum.default", sums * (call.Number("dx") / 2), dim) : throw call.Error("has no sums.")),
        new("aten::cumulative_trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor", call => Uneven(call, isRunning: true)),
    ];

    private static TracedTensor Covariance(CompositeCall call, long correction, TracedTensor? frequencies, TracedTensor? importance)
    {
        var self = call.Tensor("self");
        if (self.Rank > 2 || self.DType == DType.Bool)
        {
            throw call.Error($"takes numbers [variables, observations], found {self.Type}.");
        }
        var x = self.Rank < 2 ? self.Reshape(1, -1) : self;
        var count = x.Shape[1];
        var weights = frequencies is not null && importance is not null ? frequencies * importance : frequencies ?? importance;
        foreach (var given in new[] { frequencies, importance })
        {
            if (given is not null && given.Rank > 1)
            {
                throw call.Error($"takes a weight for each observation, found {given.Type}.");
            }
            if (given is { Rank: 1 })
            {
                call.Require(SymBool.Eq(given.Shape[0].Value, count.Value), $"takes a weight for each observation, found {given.Type}.");
            }
        }
        TracedTensor centered, product;
        if (weights is null)
        {
            centered = x - (x.Sum(1, keepDim: true) / count);
            product = centered.MatMul(Conjugate(call, centered).Transpose(0, 1));
            return Squeezed(product / SymbolicInt.Max(count - correction, 0));
        }
        var total = weights.Sum();
        centered = x - ((x * weights).Sum(1, keepDim: true) / total);
        var norm = correction == 0 ? total
            : importance is not null ? total - ((weights * importance).Sum() * correction / total)
            : total - correction;
        product = centered.MatMul(Conjugate(call, centered * weights).Transpose(0, 1));
        return Squeezed(product / norm.AtLeast(0));
    }

    private static TracedTensor Squeezed(TracedTensor square) => Op.Call("aten::squeeze.default", square);

    private static TracedTensor Conjugate(CompositeCall call, TracedTensor x) =>
        x.DType.IsComplex() ? call.Make("aten::conj_physical.default", x) : x;

    private static TracedTensor Correlation(CompositeCall call)
    {
        var covariance = Covariance(call, 1, null, null);
        if (covariance.Rank == 0)
        {
            return covariance / covariance;
        }
        if (covariance.DType.IsComplex())
        {
            throw call.Error("correlates real numbers only here.");
        }
        var deviation = call.Make("aten::diagonal.default", covariance).Sqrt();
        return (covariance / deviation.Unsqueeze(1) / deviation.Unsqueeze(0)).AtLeast(-1).AtMost(1);
    }

    private static TracedTensor Even(CompositeCall call)
    {
        var y = call.Tensor("y");
        var dim = Along(call, y);
        return call.Decide(SymBool.Eq(y.Shape[dim].Value, 0)) == true ? y.Sum(dim) * call.Number("dx")
            : (y.Sum(dim) - ((y.Select(dim, 0) + y.Select(dim, -1)) * 0.5)) * call.Number("dx");
    }

    private static TracedTensor Uneven(CompositeCall call, bool isRunning)
    {
        var (y, x) = (call.Tensor("y"), call.Tensor("x"));
        var sums = Neighbours(call, out var dim);
        if (x.Rank == 1)
        {
            call.Require(SymBool.Eq(x.Shape[0].Value, y.Shape[dim].Value), $"takes one point for each value, found {x.Type} and {y.Type}.");
        }
        var at = x.Rank == 1 ? 0 : x.Rank - (y.Rank - dim);
        if (x.Rank == 0 || at < 0)
        {
            throw call.Error($"takes points along the dim, found {x.Type} and {y.Type}.");
        }
        var steps = x.Slice(at, 1) - x.Slice(at, 0, -1);
        for (var d = dim + 1; x.Rank == 1 && d < y.Rank; d++)
        {
            steps = steps.Unsqueeze(-1);
        }
        var areas = sums * steps;
        var along = dim + areas.Rank - y.Rank;
        return isRunning ? call.Make("aten::cumsum.default", areas, along) / 2.0 : areas.Sum(along) / 2.0;
    }

    private static TracedTensor Neighbours(CompositeCall call, out int dim)
    {
        var y = call.Tensor("y");
        dim = Along(call, y);
        return y.Slice(dim, 0, -1) + y.Slice(dim, 1);
    }

    private static int Along(CompositeCall call, TracedTensor y) => y.Rank == 0 || y.DType == DType.Bool
        ? throw call.Error($"takes numbers along a dim, found {y.Type}.") : call.Dim(call.Int("dim"), y.Rank);
}
