using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AtLeast : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::atleast_1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(3f)).Gives(Tensor.From([3f], 1)),
            OperatorSample.Of(Tensor.From([1f, 2], 2)).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)),
        ],
        ["aten::atleast_2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(3f)).Gives(Tensor.From([3f], 1, 1)),
            OperatorSample.Of(Tensor.From([1f, 2], 2)).Gives(Tensor.From([1f, 2], 1, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)),
        ],
        ["aten::atleast_3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(3f)).Gives(Tensor.From([3f], 1, 1, 1)),
            OperatorSample.Of(Tensor.From([1f, 2], 2)).Gives(Tensor.From([1f, 2], 1, 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3, 1)),
        ],
    };
}
