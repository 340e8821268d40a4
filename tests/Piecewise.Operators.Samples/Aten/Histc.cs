using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Histc : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::histc.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 1, float.NaN, 9], 5), 4L, 0L, 3L).Gives(Tensor.From([0f, 2, 1, 0], 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 4], 3), 2L).Gives(Tensor.From([2f, 1], 2)),
            OperatorSample.Of(Tensor.From([3f, 3], 2), 3L).Gives(Tensor.From([0f, 2, 0], 3)),
            OperatorSample.Of(Tensor.From([0.0, 1.0, 2.0, 2.0, 3.0], 5), 4L, 0L, 3L).Gives(Tensor.From([1.0, 1.0, 2.0, 1.0], 4)),
        ],
    };
}
