using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Roll : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::roll.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Value.Ints(1), Value.Ints(0)).Gives(Tensor.From([4f, 1, 2, 3], 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(-1, 4), Value.Ints(0, 1))
                .Gives(Tensor.From([6f, 4, 5, 3, 1, 2], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(2))
                .Gives(Tensor.From([5f, 6, 1, 2, 3, 4], 2, 3)).Showing("row-major elements"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), Value.Ints(1), Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 0)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.Ints(1), Value.Ints(0))
                .Gives(Tensor.From([3f, 6, 1, 4, 2, 5], 3, 2)).WithStrides(2, 1),
        ],
    };
}
