using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Repeat : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::tile.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(2))
                .Gives(Tensor.From([1f, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], 2, 6)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(2, 1, 1)).Gives(Tensor.From([1f, 2, 1, 2], 2, 1, 2)),
        ],
        ["aten::repeat.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(2)).Gives(Tensor.From([1f, 2, 1, 2], 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.Ints(2, 1, 2))
                .Gives(Tensor.From([1f, 4, 1, 4, 2, 5, 2, 5, 3, 6, 3, 6, 1, 4, 1, 4, 2, 5, 2, 5, 3, 6, 3, 6], 2, 3, 4))
                .WithStrides(12, 4, 1),
            OperatorSample.Of(Tensor.Scalar(3f), Value.Ints(2, 2)).Gives(Tensor.From([3f, 3, 3, 3], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 0)),
        ],
    };
}
