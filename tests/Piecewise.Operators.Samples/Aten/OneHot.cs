using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class OneHot : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::one_hot.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0L, 2], 2), 3L).Gives(Tensor.From([1L, 0, 0, 0, 0, 1], 2, 3)),
            OperatorSample.Of(Tensor.From([1L, 0], 2, 1)).Gives(Tensor.From([0L, 1, 1, 0], 2, 1, 2)),
            OperatorSample.Of(Tensor.Scalar(1L), 2L).Gives(Tensor.From([0L, 1], 2)),
        ],
    };
}
