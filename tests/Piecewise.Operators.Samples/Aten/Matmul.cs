using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Matmul : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::mm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1,
                1], 3, 2))
                .Gives(Tensor.From([3f, 0.5625f, 1.4375f, 2.75f], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([0.25f, -0.25f, 2, -0.75f, -0.75f,
                -1.25f], 2, 3).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([1.125f, -1.6875f, 3.8125f, -1.1875f], 2, 2)).Showing("a transposed operand"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0), Tensor.Zeros(DType.F32, 0, 3))
                .Gives(Tensor.Zeros(DType.F32, 2, 3)).Showing("an empty sum is 0"),
            OperatorSample.Of(Tensor.From([0L, 1, 0, -1, 0, 2], 2, 3), Tensor.From([0L, 0, 1, 0, 1, 1], 3, 2))
                .Gives(Tensor.From([1L, 0, 2, 2], 2, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), DType.BF16),
                Cast.To(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([3f, 0.5625f, 1.4375f, 2.75f], 2, 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([-2f, 1.75f, 0.25f, 1.75f, -1, -0.25f, -1.5f, 0, -0.5f, 2, -1.75f, -1.5f, -0.5f, 0.5f, -1.5f,
                -1.75f, -2, -2, 1.75f, 1, 0.25f, -0.25f, 1.75f, -1.25f, -2, 1.5f, 0.25f, 0.25f, -1.25f, -2, 0.5f, 0.5f, 0.25f, -0.25f,
                -0.5f, -1.25f, -1, 1, 0, 0.75f, -1.25f, -1.75f, 1.5f, -1, -2, -0.25f, -0.75f, -2, 1.25f, 2, -0.75f, 1, 0.75f, 2, 0.25f,
                -2, 0.5f, 1, 0.75f, 2, -1.75f, 1.5f, -0.25f, -1.75f, -0.75f, 1.5f, 0, 0, 1.25f, -1.75f, 0.75f, 1, 0.5f, 1.5f, -0.75f, -2,
                -1, -0.75f, -0.25f, 0.25f, 1, -0.75f, 0.25f, 0.5f, 1.5f], 5, 17), Tensor.From([1.25f, -0.25f, 1.5f, 0.5f, -1, -1.25f,
                0.25f, -1.75f, -1, 1.75f, -0.75f, -1.75f, -1.5f, 0.5f, -0.5f, 1.25f, 1.25f, 0.5f, 1.5f, -1.5f, 1.5f, -0.5f, 1, 1, -1.75f,
                2, -1.75f, -0.75f, 0.5f, -1.25f, 0.5f, -2, -2, -1.75f, -0.5f, 1.25f, 1, -2, -1, -1.25f, -0.75f, -1, -1.75f, 0, 0.25f, -2,
                -2, 1.5f, -0.5f, -0.5f, -2, -0.75f, 0.75f, 0, -1.25f, 0.5f, -1.5f, -0.25f, 1, -1.5f, -1.25f, 0.25f, -1.75f, 2, 0.75f,
                0.5f, 2, 1.5f, 0.25f, -1, 1, -0.5f, -1.75f, -0.75f, -0.25f, -0.75f, -1.25f, -0.5f, -1.25f, 1, -1, 1.5f, -1.75f, 1.75f, 1,
                0.25f, 2, 1.25f, -0.75f, 2, -1.25f, 1.75f, -1.25f, -0.75f, 0, -1.25f, -2, 0.75f, 0.5f, -2, -0.25f, 0.75f, 1.75f, -1.25f,
                2, 2, 0.25f, 0, -1.25f, 1.75f, 1, -1.5f, 0.5f, -0.5f, -1.75f, 2, 0.25f, -0.5f, -1, 2, 0, 2, 0.25f, 0.25f, -1.5f, 0, -0.5f,
                -2, 1.25f, 2, 1.75f, -0.5f, -1.5f, -1, 0, -0.75f, 1.5f, 0, 1.75f, 1.25f, 0.75f, -0.5f, -1.25f, 1.5f, 1.75f, -0.5f, -1.75f,
                -0.5f, 0.5f, -1.75f, -0.75f, 1.75f, -0.25f], 9, 17).AsStrided([17, 9], [1, 17], 0))
                .Gives(Tensor.From([4.25f, 9.5625f, 13.1875f, -6.5625f, -1.4375f, 5.0625f, 0.6875f, -3.0625f, 0.25f, 3.875f, 8.0625f,
                    9.5f, -5.5f, -1.9375f, 0.25f, 1.4375f, -8.0625f, -2.5f, 0.25f, 4.3125f, -6.8125f, -4.9375f, -0.125f, -8.8125f,
                    -1.3125f, -9, 9.9375f, 0.25f, 4.8125f, 0.8125f, -5.0625f, -2.0625f, -7.3125f, 12.3125f, 1.3125f, 4.625f, 4.5f, -3.75f,
                    -9.1875f, -0.5625f, 4, -1.25f, 0.375f, 3.375f, 3.0625f], 5, 9))
                .Showing("more rows and columns than a tile"),
            OperatorSample.Of(Tensor.From([0.75f, 0.25f, -0.75f, 0.25f, -0.75f, 0.25f, 1, 0, 1.5f, 1, -0.5f, 2, 2, 2, -1, -1, -1.75f,
                0.5f, -1.75f, -1.5f, 1, 1.25f, 1.25f, 1.75f, -1.5f, 0.5f, 0.5f, 2, 2, -0.5f, -0.5f, -1, 2, -0.5f, 1.25f, -0.25f, 0.5f,
                0.25f, -2, 0.25f, -1.25f, 0, -0.25f, -1.25f, 0.25f, -0.25f, 0, -1.25f, 0.75f, 0, 0.5f, -1.75f, -0.25f, 1, 0.25f, -0.75f,
                2, -1.5f, 1.5f, -0.5f, 1, 0.5f, -0.25f, 0.25f, -1, 0.5f, 0, 0, 0.25f, 1.5f, 2, 0.75f, -1, 0, -0.25f, 1.5f, -1, 2, -0.5f,
                2, 2, -1.75f, 2, -2, -1.25f, -2, -0.25f, 1.75f, -0.25f, 0.5f, 2, -1.5f, -1.75f, -1.25f, 1.75f, 0, -1.25f, 1.5f, 0.75f, 1,
                -1.75f, -0.5f, -0.5f, -1.25f, -1.75f, 2, 0.5f, 1.25f, 1, -0.5f, -1, 0.5f, 1.25f, 1.75f, 0.25f, 0.25f, 1.75f, 0.5f, 0.25f,
                -2], 6, 20), Tensor.From([-0.25f, -1.25f, 1, 1.5f, -2, -1, -1.5f, -1.5f, 2, 1.25f, -0.75f, 1, -1, 1.75f, 0.75f, 1.25f, -2,
                0, 0.25f, -1.25f, -1.25f, 0.25f, -1.75f, -1.75f, 0.25f, 0.5f, -0.25f, -2, 2, 0.75f, -0.5f, 1, 0.25f, -2, -1.75f, -0.5f,
                -1.25f, 1, 1, -1.25f, 1, 0.25f, -2, 0.75f, -1.75f, -1.5f, 0.5f, 0.5f, 1.75f, 1.25f, 1.75f, 0.75f, 0.75f, 1, -1.75f,
                -1.25f, 0.25f, 0, -2, 0.75f, 0.25f, -2, 0.25f, 0, 0.25f, 1, -0.5f, -0.75f, 0, -0.25f, -0.75f, 1, -0.25f, -1.25f, -2,
                -0.75f, 1, -1.25f, 1.5f, 1.75f, 0.5f, 2, 1.75f, 1.5f, -0.25f, 0, 0.5f, 1.75f, 2, -2, -0.75f, -0.75f, -1.25f, 0.25f,
                -0.25f, 1.25f, -1.5f, 1.25f, -1.5f, 0.25f, -1.25f, 1.25f, 0, 0, 2, 1.75f, 1.75f, 1, -0.5f, 1.5f, 0, 0.75f, 1.25f, 0.5f,
                -1.75f, 0.5f, -0.25f, -0.5f, 0.75f, -2, 0.5f, -1.5f, -0.25f, 2, 0.25f, 0, 0.75f, 0.5f, -1.25f, -0.5f, -1.5f, -1, 2, -0.5f,
                0, -0.5f, 1.75f, 1, -0.75f, -1.75f, 0.5f, -0.75f, 1.5f, 0.25f, -1.5f, 1.75f, 1.25f, -1.75f, 0, 0.25f, -0.75f, -1, -0.75f,
                1, -1.25f, 0.25f, 0, 2, 0, -0.75f, 1.75f, -2, 1.5f, -1, 1, 1, 0.75f, -1.75f, -0.75f, 1, 0, 0.25f, -0.75f, 0.75f, 0.25f, 1,
                -0.75f, -1.75f, -0.25f, -2, -1, -0.75f, -1.25f, -1, 0.25f, -0.5f, 1, -2, 1.5f, -2, 1.75f, 0.25f, -0.75f, -2, 1, -0.5f,
                1.5f, 0.5f, 1.5f, 0.75f, -1.5f, -1.75f, 1.5f, -0.5f, 0.5f, -0.75f, 0.5f, 1.75f, -0.25f, 2, -0.75f, 1, 2, -1.25f, -1.25f,
                2, -2, 1.75f, 1, -0.25f], 20, 11))
                .Gives(Tensor.From([1.0625f, -6.375f, 9.8125f, 3.3125f, -3.5f, 10.6875f, -8.1875f, 2.5625f, -11, -7.875f, 1.375f, -1.375f,
                    -8.5625f, 2.8125f, 2.5f, 1.125f, -2.3125f, -4.8125f, -2.1875f, -2.625f, -3.625f, 9.875f, 10.25f, -4.9375f, -3.375f,
                    -9, -5.1875f, -3.25f, 1.75f, -0.125f, -2.5625f, 0.6875f, -0.9375f, 0.875f, 3.25f, 3.25f, 10.1875f, -8.25f, -1.5625f,
                    -0.9375f, -0.4375f, 5.3125f, -0.5625f, 3.25f, -2.1875f, 12.625f, -1.8125f, 18.9375f, -11.25f, -7.8125f, 12.6875f,
                    -3.375f, 11.4375f, 13.375f, 0.625f, 0.125f, 4.5f, -3.625f, -12.375f, 3.4375f, 4.375f, -9.8125f, -2.25f, -12, -1.9375f,
                    11.1875f], 6, 11)),
        ],
        ["aten::bmm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                .Gives(Tensor.From([2.5625f, 4.3125f, 2.5625f, 0.125f, -1.8125f, -0.25f, 5.25f, -2], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3).AsStrided([2, 3,
                2], [6, 1, 3], 0))
                .Gives(Tensor.From([7.3125f, 1.6875f, 1.6875f, 2.375f, 3.6875f, -2.75f, -2.75f, 6.125f], 2, 2, 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2, 3), Tensor.Zeros(DType.F32, 0, 3, 2)).Gives(Tensor.Zeros(DType.F32, 0, 2, 2)),
        ],
        ["aten::mv.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                .Gives(Tensor.From([2f, 0.6875f], 2)),
            OperatorSample.Of(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2).AsStrided([2, 3], [1, 2], 0), Tensor.From([-0.25f,
                1.25f, 0.5f], 3))
                .Gives(Tensor.From([2.75f, 0.3125f], 2)),
        ],
        ["aten::vdot.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, 0f)], 2), Tensor.From([new Complex64(0f, 1f),
                new Complex64(1f, 0f)], 2))
                .Gives(Tensor.Scalar(new Complex64(5f, 1f))),
            OperatorSample.Of(Tensor.From([0.25f, 0.25f, -1], 3), Tensor.From([0.5f, -1.5f, -1.75f], 3)).Gives(Tensor.Scalar(1.5f)),
        ],
        ["aten::dot.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3)).Gives(Tensor.Scalar(1.875f)),
            OperatorSample.Of(Tensor.From([0, 1, 0], 3), Tensor.From([0, 1, 0], 3)).Gives(Tensor.Scalar(1)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, 0f)], 2), Tensor.From([new Complex64(0f, 1f),
                new Complex64(1f, 0f)], 2))
                .Gives(Tensor.Scalar(new Complex64(1f, 1f))),
        ],
        ["aten::linalg_matmul.default", "aten::matmul.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1,
                1], 3, 2))
                .Gives(Tensor.From([3f, 0.5625f, 1.4375f, 2.75f], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                .Gives(Tensor.Scalar(1.875f)).Showing("two vectors"),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                .Gives(Tensor.From([2f, 0.6875f], 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                .Gives(Tensor.From([2.75f, 0.3125f], 2)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                .Gives(Tensor.From([-2.4375f, -1, 1.875f, -0.4375f, -3.5f, -0.1875f, 3.625f, 2.4375f], 2, 2, 2))
                .Showing("one matrix for a batch"),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0,
                -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                .Gives(Tensor.From([1.6875f, -2.1875f, 1.6875f, -2.8125f, 1.9375f, 0.25f, 4.9375f, -2.9375f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                .Gives(Tensor.From([-1.1875f, 1.5f, -2.5f, 2.25f], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f,
                0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                .Gives(Tensor.From([1.6875f, -1.75f, 1.5f, 0.375f], 2, 2)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 1, 2, 3),
                Tensor.From([-0.25f, -0.5f, -2, -1.5f, 1.25f, 0.75f, -1.25f, 0.25f, -1.25f, -0.25f, -0.75f, -0.5f], 2, 3, 2))
                .Gives(Tensor.From([-1.0625f, 0.125f, -2.9375f, -1.875f, 4.3125f, 0.6875f, -0.25f, -0.25f, 3, 2.0625f, 1.3125f, 1,
                    1.4375f, 0.75f, -0.875f, -1.5f], 2, 2, 2, 2))
                .Showing("batches broadcast"),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2,
                3).AsStrided([2, 2, 3], [3, 6, 1], 0), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                .Gives(Tensor.From([-2.4375f, -1, -3.5f, -0.1875f, 1.875f, -0.4375f, 3.625f, 2.4375f], 2, 2, 2)),
        ],
    };
}
