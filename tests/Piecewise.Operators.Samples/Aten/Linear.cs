using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Linear : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::linear.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2,
                0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2], 4, 3))
                .Gives(Tensor.From([0.625f, -2.5f, 2.6875f, -0.9375f, -1.0625f, 0.125f, -0.5f, -4.5625f], 2, 4)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2,
                0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2], 4, 3), Tensor.From([-1f, 1, 2, -0.75f], 4))
                .Gives(Tensor.From([-0.375f, -1.5f, 4.6875f, -1.6875f, -2.0625f, 1.125f, 1.5f, -5.3125f], 2, 4)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f,
                0.25f, 0.5f, -2], 4, 3), Tensor.From([-1f, 1, 2, -0.75f], 4))
                .Gives(Tensor.From([-0.25f, -1.625f, 4.625f, -1.1875f], 4)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-1f, 0.75f, -2, -2, -1, 0.75f], 2, 3))
                .Gives(Tensor.From([5.375f, 2.5f, 2.6875f, -0.125f, -1.5625f, 0.0625f, -2.1875f, 3.25f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                .Gives(Tensor.From([-1.1875f, 1.5f, -2.5f, 2.25f], 2, 2)).Showing("a weight of rank 1 leaves no dim"),
            OperatorSample.Of(Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), DType.BF16),
                Cast.To(Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2], 4, 3), DType.BF16),
                Cast.To(Tensor.From([-1f, 1, 2, -0.75f], 4), DType.BF16))
                .Gives(Cast.To(Tensor.From([-0.375f, -1.5f, 4.6875f, -1.6875f, -2.0625f, 1.125f, 1.5f, -5.3125f], 2, 4), DType.BF16)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f, 0.25f, 0.5f,
                -2], 4, 3))
                .Gives(Tensor.Zeros(DType.F32, 0, 4)),
            OperatorSample.Of(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2).AsStrided([2, 3], [1, 2], 0), Tensor.From([-0.25f,
                0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2], 3, 4).AsStrided([4, 3], [1, 4], 0))
                .Gives(Tensor.From([-3.1875f, 0.9375f, 0.625f, 1.125f, 0.875f, -0.25f, 0.75f, -3.25f], 2, 4)),
            OperatorSample.Of(Tensor.From([0.75f, 0.5f, 0.5f, -0.75f, -1, -1.5f, 1.5f, 0.5f, 1.5f, 1.75f, -1, 1.25f, -1.25f, 0.75f,
                -1.25f, 1, -1.5f, -2, 1.75f, 1.5f, -1.75f, -1, -0.5f, 2, 1, -1.25f, 1.5f, -2, 0.5f, 1.5f, 0, -2, 1.25f, -2, 1.5f, 0.25f,
                2, -1.25f, 2, 1.5f, 0.5f, -0.25f, -1, -2, -1.75f, 1, -1, 1.5f, 1.25f, -1.75f, 1.75f, 0.5f, -1.25f, -1.75f, -1.25f, -1, -2,
                -0.75f, -1.25f, -1.5f, -0.75f, 0.25f, 0, -1, 0.5f, -0.5f, -1.25f, -1.75f, 0.75f, -0.25f, 0.5f, -1.25f, -0.75f, 1.5f,
                -1.5f, 1.25f, 0, -2, -2, -1.5f], 5, 16), Tensor.From([0.25f, -1.5f, 1.25f, -0.75f, -1.5f, -0.5f, 0.5f, -2, -1.25f, -1.75f,
                -1.25f, 0, 1, -0.5f, -1.25f, 0.5f, -0.25f, 1.5f, -0.5f, 0, 1.25f, -1.25f, 1.25f, 0.75f, -1.75f, 0, 1.5f, 0.5f, 2, -1.25f,
                1.25f, -1.75f, 0.75f, -1.75f, -1.5f, -1.5f, -0.25f, 1, -0.25f, 1.25f, 1.5f, -1.75f, 1, -0.5f, 0, -0.5f, -0.5f, 1.5f,
                1.75f, 2, -0.25f, -0.5f, 0.5f, 0.75f, 0.5f, -1.25f, 0.5f, -1, 2, -0.75f, -0.75f, 1.25f, -1.25f, 1.5f, 1, 2, -1.25f, 0.5f,
                -1, 1.25f, -1.75f, -1.75f, -0.75f, -1.75f, -1.5f, 1.75f, -2, 0.25f, -0.5f, 1.25f, 1.5f, 1.25f, 0.5f, 0.75f, 2, 0.25f,
                1.75f, 0, 0, 1.25f, -1.25f, 1.5f, 1.25f, -1, 0, 0.75f, -1, -1, -1.25f, -0.25f, 1, 1.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0.25f,
                1, 0.75f, 0.75f, -1.75f, 2], 7, 16), Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f], 7))
                .Gives(Tensor.From([1.125f, -7.5625f, -0.875f, 2.3125f, 0.4375f, 7.4375f, 3.875f, 2.125f, -1.9375f, 2.75f, -7.1875f,
                    -16.5f, -14.1875f, -4.4375f, 3.1875f, -8.875f, 5.625f, 3.1875f, -10, 5.375f, 3.6875f, 14.625f, -5.1875f, -4.8125f,
                    -5.3125f, 1.1875f, -5.75f, -9.875f, 7.0625f, 2.5f, -1.75f, -4.75f, 1.4375f, 9, 4], 5, 7)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([1f, 1], 2), Tensor.From([10f, 20], 2))
                .Gives(Tensor.From([13f, 27], 2)).Showing("what a vector gives has no columns: the bias is of its rows"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([1f, 1, 2, 0], 2, 2), Tensor.From([10f], 1))
                .Gives(Tensor.From([13f, 12, 17, 16], 2, 2)).Showing("one bias for all columns"),
        ],
    };
}
