using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>The logarithm of the multivariate gamma function. Source: <c>torch.special.multigammaln</c>.</summary>
internal sealed class MultivariateGamma : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::mvlgamma(Tensor self, int p) -> Tensor", Of),
        new("aten::special_multigammaln(Tensor self, int p) -> Tensor", Of),
    ];

    private static TracedTensor Of(CompositeCall call)
    {
        var (self, p) = (call.Tensor("self"), call.Int("p"));
        if (p is < 1 or > 10_000 || self.DType.IsComplex())
        {
            throw call.Error($"p has to be greater than or equal to 1, and takes real numbers, found {p} and {self.Type}.");
        }
        var dtype = self.DType.IsFloat() ? self.DType : DType.F32;
        var steps = call.Make("aten::arange.start_step", (-p * 0.5) + 0.5, 0.5, 0.5, Op.Named("dtype", dtype));
        var logs = call.Make("aten::lgamma.default", self.To(dtype).Unsqueeze(-1) + steps);
        return logs.Sum(-1) + (p * (p - 1) / 4.0 * Math.Log(Math.PI));
    }
}
