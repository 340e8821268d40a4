using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Stack : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::stack.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2))).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2)), -1L).Gives(Tensor.From([1f, 3, 2, 4], 2, 2)),
            OperatorSample.Of(Value.List(Tensor.Scalar(1f), Tensor.Scalar(2L))).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 5, 2, 6, 3, 7, 4, 8], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0),
                Tensor.From([1f, 5, 2, 6, 3, 7, 4, 8], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0)))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8], 2, 1, 2, 2, 2)).WithStrides(8, 2, 1, 4, 2),
        ],
    };
}
