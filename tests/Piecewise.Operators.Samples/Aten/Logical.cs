using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Logical : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::logical_and.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, true, false], 3), Tensor.From([true, false, false], 3))
                .Gives(Tensor.From([true, false, false], 3)),
            OperatorSample.Of(Tensor.From([float.NaN, 0f, 2f], 3), Tensor.From([1L, 1, 0], 3)).Gives(Tensor.From([true, false, false], 3)),
        ],
        ["aten::logical_or.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, true, false], 3), Tensor.From([true, false, false], 3))
                .Gives(Tensor.From([true, true, false], 3)),
            OperatorSample.Of(Tensor.From([0f, 2f], 2, 1), Tensor.From([0L, 3], 2)).Gives(Tensor.From([false, true, true, true], 2, 2)),
        ],
        ["aten::logical_xor.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, true, false], 3), Tensor.From([true, false, false], 3))
                .Gives(Tensor.From([false, true, false], 3)),
            OperatorSample.Of(Tensor.From([2L, 0], 2), Tensor.From([3L, 5], 2)).Gives(Tensor.From([false, true], 2)),
        ],
        ["aten::logical_not.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2)).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.From([float.NaN, 0f, 2f], 3)).Gives(Tensor.From([false, true, false], 3)),
            OperatorSample.Of(Tensor.From([0L, 3], 2)).Gives(Tensor.From([true, false], 2)),
        ],
    };
}
