using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AxisSplit : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::hsplit.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), 2L).Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4), 2L)
                .Gives(Value.List(Tensor.From([1f, 2, 5, 6], 2, 2), Tensor.From([3f, 4, 7, 8], 2, 2))).WithStrides(4, 1),
        ],
        ["aten::vsplit.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 2L)
                .Gives(Value.List(Tensor.From([1f, 2], 1, 2), Tensor.From([3f, 4], 1, 2))),
        ],
        ["aten::dsplit.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 2, 2), 2L)
                .Gives(Value.List(Tensor.From([1f, 3], 1, 2, 1), Tensor.From([2f, 4], 1, 2, 1))).WithStrides(4, 2, 1),
        ],
        ["aten::hsplit.array"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1))
                .Gives(Value.List(Tensor.From([1f, 4], 2, 1), Tensor.From([2f, 3, 5, 6], 2, 2))).WithStrides(3, 1),
        ],
        ["aten::vsplit.array"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2), Value.Ints(1, 2))
                .Gives(Value.List(Tensor.From([1f, 2], 1, 2), Tensor.From([3f, 4], 1, 2), Tensor.From([5f, 6], 1, 2))),
        ],
        ["aten::dsplit.array"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 1, 2, 3), Value.Ints(2))
                .Gives(Value.List(Tensor.From([1f, 2, 4, 5], 1, 2, 2), Tensor.From([3f, 6], 1, 2, 1))).WithStrides(6, 3, 1),
        ],
    };
}
