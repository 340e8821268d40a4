using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Squeeze : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::squeeze.default", "aten::squeeze_.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2, 1)).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f], 1, 1)).Gives(Tensor.Scalar(1f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 1, 2], [1, 2, 2], 0))
                .Gives(Tensor.From([1f, 3, 2, 4], 2, 2)).WithStrides(1, 2),
        ],
        ["aten::squeeze_copy.default"] = OperatorSamples.WithoutStrides("aten::squeeze.default"),
        ["aten::squeeze.dim", "aten::squeeze_.dim", "aten::squeeze_copy.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2, 1), -1L).Gives(Tensor.From([1f, 2], 1, 2)),
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2, 1), 1L).Gives(Tensor.From([1f, 2], 1, 2, 1)).Showing("another size stays"),
            OperatorSample.Of(Tensor.Scalar(1f), 0L).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::squeeze.dims", "aten::squeeze_.dims", "aten::squeeze_copy.dims"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2, 1), Value.Ints(0, -1)).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2, 1), Value.Ints(0, 1)).Gives(Tensor.From([1f, 2], 2, 1)),
        ],
    };
}
