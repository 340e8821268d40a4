using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Triangle : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::tril.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3)).Gives(Tensor.From([1f, 0, 0, 4, 5, 0, 7, 8, 9], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), -1L)
                .Gives(Tensor.From([0f, 0, 2, 0, 3, 6], 3, 2)).WithStrides(2, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L).Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([true, true, true, true], 2, 2)).Gives(Tensor.From([true, false, true, true], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), long.MaxValue).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
        ],
        ["aten::triu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3)).Gives(Tensor.From([1f, 2, 3, 0, 5, 6, 0, 0, 9], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.From([0f, 2, 3, 0, 0, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2), -5L).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), long.MaxValue).Gives(Tensor.From([0f, 0, 0, 0], 2, 2)),
        ],
    };
}
