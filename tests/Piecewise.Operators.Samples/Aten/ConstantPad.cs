using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class ConstantPad : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::constant_pad_nd.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 0)).Gives(Tensor.From([0f, 1, 2, 3, 0, 4, 5, 6], 2, 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(-1, 1, 0, 1), 9L)
                .Gives(Tensor.From([2f, 3, 9, 5, 6, 9, 9, 9, 9], 3, 3)).Showing("negative padding cuts"),
            OperatorSample.Of(Tensor.From([1f, 5, 2, 6, 3, 7, 4, 8], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0), Value.Ints(0, 1))
                .Gives(Tensor.From([1f, 2, 0, 3, 4, 0, 5, 6, 0, 7, 8, 0], 1, 2, 2, 3)).WithStrides(12, 1, 6, 2),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.Ints(-1, 0))
                .Gives(Tensor.From([4f, 5, 6], 3, 1)).WithStrides(1, 3).Showing("only cut, the order stays"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Value.Ints(1, 1), 0.5).Gives(Tensor.From([0L, 1, 2, 0], 4)),
        ],
    };
}
