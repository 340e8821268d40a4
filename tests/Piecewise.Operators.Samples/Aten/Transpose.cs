using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Transpose : ISampleSource
{
    public SampleTable Samples => new()
    {
        [
            "aten::swapaxes.default", "aten::swapaxes_.default", "aten::swapdims.default", "aten::swapdims_.default",
            "aten::transpose.int", "aten::transpose_.default"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, -1L)
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.Scalar(1f), 0L, -1L).Gives(Tensor.Scalar(1f)).Showing("rank 0 has one dim to name"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 1, 2), 2L, 0L).Gives(Tensor.From([1f, 3, 2, 4], 2, 1, 2)).WithStrides(1, 2, 2),
        ],
        ["aten::transpose_copy.int"] = OperatorSamples.WithoutStrides("aten::swapaxes.default"),
        ["aten::t.default", "aten::t_.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([1f, 2], 2)).Gives(Tensor.From([1f, 2], 2)).Showing("a vector stays"),
        ],
        ["aten::t_copy.default"] = OperatorSamples.WithoutStrides("aten::t.default"),
        ["aten::adjoint.default", "aten::mH.default", "aten::mT.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 1, 2)).Gives(Tensor.From([1f, 2, 3, 4], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).WithStrides(1, 3),
        ],
    };
}
