using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Flip : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::flip.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(0, -1)).Gives(Tensor.From([6f, 5, 4, 3, 2, 1], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.Ints(0))
                .Gives(Tensor.From([3f, 6, 2, 5, 1, 4], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.Scalar(1f), Value.Ints()).Gives(Tensor.Scalar(1f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints()).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)),
        ],
        ["aten::fliplr.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([3f, 2, 1, 6, 5, 4], 2, 3)),
        ],
        ["aten::flipud.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([3f, 2, 1], 3)),
        ],
        ["aten::rot90.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([3f, 6, 2, 5, 1, 4], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L).Gives(Tensor.From([6f, 5, 4, 3, 2, 1], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, Value.Ints(1, 0))
                .Gives(Tensor.From([3f, 6, 2, 5, 1, 4], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 4L)
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).WithStrides(2, 1),
        ],
    };
}
