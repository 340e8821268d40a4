using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class MultivariateGamma : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::mvlgamma.default", "aten::special_multigammaln.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, 4f], 2), 2L).Gives(Tensor.From([0.4515827f, 3.5650978f], 2)),
            OperatorSample.Of(Tensor.From([3.0, 7.0], 2), 3L).Gives(Tensor.From([2.694924879806965, 18.74639984342339], 2)),
            OperatorSample.Of(Tensor.From([3L, 5], 2), 1L).Gives(Tensor.From([0.6931472f, 3.1780539f], 2)),
        ],
    };
}
