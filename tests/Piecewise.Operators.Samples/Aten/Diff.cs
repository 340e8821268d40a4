using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Diff : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::diff.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3, 6, 10], 4)).Gives(Tensor.From([2f, 3, 4], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L, 1L).Gives(Tensor.From([0f, 0], 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 1L, 0L)
                .Gives(Tensor.From([1f, 1, 1, 1], 2, 2)).WithStrides(1, 2),
            OperatorSample.Of(Tensor.From([1f, 3], 2), 0L).With("prepend", Tensor.From([9f], 1)).Gives(Tensor.From([1f, 3], 2)),
            OperatorSample.Of(Tensor.From([true, false, false], 3)).Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From([5L, 7], 2))
                .With("prepend", Tensor.From([1L], 1)).With("append", Tensor.From([0L], 1)).Gives(Tensor.From([4L, 2, -7], 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), 3L).Gives(Tensor.Zeros(DType.F32, 0)).Showing("nothing is left"),
            OperatorSample.Of(Tensor.From([1f, 2], 2), long.MaxValue).Gives(Tensor.Zeros(DType.F32, 0)).Showing("no number is too large"),
        ],
    };
}
