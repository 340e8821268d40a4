using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Cat : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cat.default", "aten::concat.default", "aten::concatenate.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([1f, 2, 3], 1, 3)))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 1, 2, 3], 3, 3)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2, 1), Tensor.From([5f, 6, 7, 8], 2, 2)), -1L)
                .Gives(Tensor.From([1f, 5, 6, 2, 7, 8], 2, 3)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 2], [1, 2], 0), Tensor.From([1f, 2, 3, 4],
                4).AsStrided([2, 2], [1, 2], 0)), 0L)
                .Gives(Tensor.From([1f, 3, 2, 4, 1, 3, 2, 4], 4, 2)).WithStrides(2, 1).Showing("row-major whatever the operands are"),
            OperatorSample.Of(Value.List(Tensor.From([1f, 5, 2, 6, 3, 7, 4, 8], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0),
                Tensor.From([1f, 5, 2, 6, 3, 7, 4, 8], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0)), 1L)
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8], 1, 4, 2, 2)).WithStrides(16, 1, 8, 4)
                .Showing("channels-last stays"),
            OperatorSample.Of(Value.List(Tensor.From([1L, 2], 2), Tensor.From([0.5f], 1)))
                .Gives(Tensor.From([1f, 2, 0.5f], 3)).Showing("promotion"),
            OperatorSample.Of(Value.List(Tensor.Zeros(DType.F32, 0), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Showing("an empty vector stands for nothing"),
        ],
    };
}
