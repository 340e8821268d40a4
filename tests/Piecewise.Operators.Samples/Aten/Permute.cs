using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Permute : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::permute.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 1, 2, 3), Value.Ints(2, 0, -2))
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 1, 2)).WithStrides(1, 6, 3),
            OperatorSample.Of(Tensor.Scalar(1f), Value.Ints()).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::permute_copy.default"] = OperatorSamples.WithoutStrides("aten::permute.default"),
        ["aten::numpy_T.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 2, 2)).Gives(Tensor.From([1f, 3, 2, 4], 2, 2, 1)).WithStrides(1, 2, 4),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([1f, 2, 3], 3)),
        ],
        ["aten::moveaxis.intlist", "aten::movedim.intlist"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 2, 2), Value.Ints(0, 1), Value.Ints(-1, 0))
                .Gives(Tensor.From([1f, 2, 3, 4], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Value.Ints(), Value.Ints()).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
        ],
        ["aten::moveaxis.int", "aten::movedim.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 2, 2), 0L, -1L).Gives(Tensor.From([1f, 2, 3, 4], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 1, 2), -1L, 0L).Gives(Tensor.From([1f, 3, 2, 4], 2, 2, 1)).WithStrides(1, 2, 2),
        ],
    };
}
