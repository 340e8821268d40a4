using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AddMm : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::addmm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.5f, 0.5f], 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                .Gives(Tensor.From([1.5f, 1.0625f, -0.0625f, 3.25f], 2, 2)),
            OperatorSample.Of(Tensor.From([2f, -1, -0.5f, -1], 2, 2).AsStrided([2, 2], [1, 2], 0), Tensor.From([-0.25f, 1.25f, 0.75f,
                -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                .With("beta", 0.5).With("alpha", 2L).Gives(Tensor.From([7f, 0.875f, 2.375f, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([float.NaN, 1, 0, 0], 2, 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                .With("beta", 0L).Gives(Tensor.From([3f, 0.5625f, 1.4375f, 2.75f], 2, 2)).Showing("with beta 0 self is not looked at"),
            OperatorSample.Of(Tensor.From([-1L, 1, 2, 0], 2, 2), Tensor.From([0L, 1, 0, -1, 0, 2], 2, 3), Tensor.From([0L, 0, 1, 0, 1, 1],
                3, 2))
                .With("beta", 2L).With("alpha", 3L).Gives(Tensor.From([1L, 2, 10, 6], 2, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, -1.5f], 2, 1), DType.BF16), Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f,
                -0.5f, 2], 2, 3), DType.BF16), Cast.To(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([3.5f, 1.0625f, -0.0625f, 1.25f], 2, 2), DType.BF16)),
        ],
        ["aten::addmv.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([2f, 1], 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f,
                1.25f, 0.5f], 3))
                .Gives(Tensor.From([4f, 1.6875f], 2)),
            OperatorSample.Of(Tensor.From([1f], 1), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f,
                1.25f, 0.5f], 3))
                .With("beta", 2L).With("alpha", 0.5).Gives(Tensor.From([3f, 2.34375f], 2)),
        ],
        ["aten::baddbmm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1f, 0.75f, -2, -2], 2, 1, 2), Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f,
                -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f,
                0.75f, 1.75f, -0.5f], 2, 3, 2))
                .Gives(Tensor.From([1.5625f, 5.0625f, 1.5625f, 0.875f, -3.8125f, -2.25f, 3.25f, -4], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([-0.5f, -1.25f, 0.5f, 0, -0.75f, 1.5f, 1.75f, -0.75f], 2, 2, 2), Tensor.From([-1.75f, -0.5f, -2,
                -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0,
                -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                .With("beta", 0L).With("alpha", 0.25)
                .Gives(Tensor.From([0.640625f, 1.078125f, 0.640625f, 0.03125f, -0.453125f, -0.0625f, 1.3125f, -0.5f], 2, 2, 2)),
        ],
        ["aten::addbmm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 2, 2), Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f,
                0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f,
                0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                .Gives(Tensor.From([0.5f, 5.3125f, 8.3125f, -2.625f], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 1, 1, 1], 2, 2), Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f,
                -0.25f, -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f,
                1.75f, -0.5f], 2, 3, 2))
                .With("beta", 0.5).With("alpha", 2L).Gives(Tensor.From([2f, 8.625f, 16.125f, -3.25f], 2, 2)),
        ],
    };
}
