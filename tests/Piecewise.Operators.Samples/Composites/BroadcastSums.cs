using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class BroadcastSums : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sum_to_size.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 3)).Gives(Tensor.From([5f, 7, 9], 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(3)).Gives(Tensor.From([5f, 7, 9], 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), Value.Ints(2, 1)).Gives(Tensor.From([6L, 15], 2, 1)),
            OperatorSample.Of(Tensor.From([1.5, 2.5], 2, 1), Value.Ints(2, 1)).Gives(Tensor.From([1.5, 2.5], 2, 1)),
        ],
        ["aten::_trilinear.default"] = () =>
        [
            // What bilinear decomposes to: x[2, 3] · w[1, 2, 3] · y, over both features.
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), Tensor.From([1f, 2, 3, 4, 5, 6], 1, 2, 3), Tensor.From([1f, 0, -1], 1, 3),
                Value.Ints(1, 3), Value.Ints(0), Value.Ints(1, 2), Value.Ints(2, 3)).Gives(Tensor.From([-6f], 1, 1)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2), Tensor.From([5f, 6], 2), Value.Ints(), Value.Ints(),
                Value.Ints(), Value.Ints(), 0L).Gives(Tensor.From([15f, 48], 2)),
        ],
    };
}
