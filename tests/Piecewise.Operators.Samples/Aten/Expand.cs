using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Expand : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::broadcast_to.default", "aten::expand.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2, 1), Value.Ints(2, 3)).Gives(Tensor.From([1f, 1, 1, 2, 2, 2], 2, 3)).WithStrides(1, 0),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(3, -1))
                .Gives(Tensor.From([1f, 2, 1, 2, 1, 2], 3, 2)).WithStrides(0, 1).Showing("a new dim, and one that stays"),
            OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(2)).Gives(Tensor.From([2f, 2], 2)).WithStrides(0),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 1, 0), Value.Ints(2, 0)).Gives(Tensor.Zeros(DType.F32, 2, 0)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(1, 2)).Gives(Tensor.From([1f, 2], 1, 2)).WithStrides(2, 1),
        ],
        ["aten::expand_copy.default"] = OperatorSamples.WithoutStrides("aten::broadcast_to.default"),
        ["aten::expand_as.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), Tensor.From([1f, 2, 3, 4], 2, 2))
                .Gives(Tensor.From([1f, 2, 1, 2], 2, 2)).WithStrides(0, 1),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Tensor.From([1f, 2, 3, 4], 2, 1, 2))
                .Gives(Tensor.From([1f, 2, 1, 2], 2, 1, 2)).WithStrides(0, 2, 1),
        ],
    };
}
