using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Multinomial : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::multinomial.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.1f, 0.2f, 0.7f], 3), 1L).Gives(Tensor.From([2L], 1)),
            OperatorSample.Of(Tensor.From([0.1f, 0.2f, 0.7f, 0.5f, 0.4f, 0.1f], 2, 3), 2L).Gives(Tensor.From([2L, 1, 1, 0], 2, 2)),
            OperatorSample.Of(Tensor.From([0.1f, 0.2f, 0.7f], 3), 5L, true).Gives(Tensor.From([2L, 2, 2, 2, 2], 5)),
            OperatorSample.Of(Tensor.From([0.1, 0.2, 0.7, 0.5, 0.4, 0.1], 2, 3), 3L, true).Gives(Tensor.From([2L, 2, 2, 2, 1, 1], 2, 3)),
        ],
    };
}
