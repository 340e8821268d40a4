using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Scatter : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::scatter.src"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([2L, 0, 1, 1], 2, 2), Tensor.From([7f, 8, 0, 9, 10,
                0], 2, 3))
                .Gives(Tensor.From([8f, 2, 7, 4, 10, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0L, Tensor.From([2L], 1, 1),
                Tensor.From([0.5f], 1, 1))
                .Gives(Tensor.From([1f, 4, 2, 5, 0.5f, 6], 3, 2)).WithStrides(2, 1),
            OperatorSample.Of(Tensor.Scalar(1f), 0L, Tensor.Scalar(0L), Tensor.Scalar(4f)).Gives(Tensor.Scalar(4f)),
        ],
        ["aten::scatter.value"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 2], 2, 1), 9L)
                .Gives(Tensor.From([9f, 2, 3, 4, 5, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.Zeros(DType.I64, 0, 3), 1.0)
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)),
        ],
        ["aten::scatter.reduce"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 2], 2, 2), Tensor.From([2f, 3, 4, 5], 2,
                2))
                .With("reduce", "add").Gives(Tensor.From([6f, 2, 3, 4, 5, 15], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 2], 2, 2), Tensor.From([2f, 3, 4, 5], 2,
                2))
                .With("reduce", "multiply").Gives(Tensor.From([6f, 2, 3, 4, 5, 120], 2, 3)),
        ],
        ["aten::scatter.value_reduce"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 1], 2, 2), 2L)
                .With("reduce", "multiply").Gives(Tensor.From([4f, 2, 3, 4, 10, 12], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, 0, 2, 1], 2, 2), 2.5)
                .With("reduce", "add").Gives(Tensor.From([6f, 2, 3, 4, 7.5f, 8.5f], 2, 3)),
        ],
        ["aten::scatter_add.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0], 3), 0L, Tensor.From([0L, 2, 0], 3), Tensor.From([1f, 2, 3], 3))
                .Gives(Tensor.From([4f, 0, 2], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L, 1, 1], 1, 3), Tensor.From([1f, 1, 1], 1, 3))
                .Gives(Tensor.From([1f, 2, 3, 5, 6, 7], 2, 3)),
            OperatorSample.Of(Tensor.From<byte>([250, 1], 2), 0L, Tensor.From([0L], 1), Tensor.From<byte>([10], 1))
                .Gives(Tensor.From<byte>([4, 1], 2)).Showing("overflow wraps"),
        ],
        ["aten::scatter_reduce.two"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, 4], 3), "sum")
                .Gives(Tensor.From([6.5f, 2, 7], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, 4], 3), "prod")
                .Gives(Tensor.From([2.5f, 2, 12], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, 4], 3), "mean")
                .Gives(Tensor.From([2.1666667f, 2, 3.5f], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, float.NaN], 3), "amax")
                .Gives(Tensor.From([5f, 2, float.NaN], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([5f, 0.5f, float.NaN], 3), "amin")
                .Gives(Tensor.From([0.5f, 2, float.NaN], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([5f, 6], 2), "mean")
                .With("include_self", false).Gives(Tensor.From([5.5f, 2, 3], 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([-5L, -6], 2), "amax")
                .With("include_self", false).Gives(Tensor.From([-5L, 2, 3], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 4, 2), 0L,
                Tensor.From([2L, 0, 2, 2, 0], 5).AsStrided([5, 2], [1, 0], 0),
                Tensor.From([0.5f, -1, 2, 3, -4, 9, 1.5f, 0.25f, -2, 6], 5, 2), "sum")
                .With("include_self", false).Gives(Tensor.From([0f, 9, 3, 4, -2, 8.25f, 7, 8], 4, 2))
                .Showing("one index for a whole row"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 4, 2), 0L,
                Tensor.From([2L, 0, 2, 2, 0], 5).AsStrided([5, 2], [1, 0], 0),
                Tensor.From([0.5f, -1, 2, 3, -4, 9, 1.5f, 0.25f, -2, 6], 5, 2), "prod")
                .With("include_self", false).Gives(Tensor.From([-4f, 18, 3, 4, -3, -2.25f, 7, 8], 4, 2))
                .Showing("one index for a whole row"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 4, 2), 0L,
                Tensor.From([2L, 0, 2, 2, 0], 5).AsStrided([5, 2], [1, 0], 0),
                Tensor.From([0.5f, -1, 2, 3, -4, 9, 1.5f, 0.25f, -2, 6], 5, 2), "mean")
                .With("include_self", false).Gives(Tensor.From([0f, 4.5f, 3, 4, -0.6666667f, 2.75f, 7, 8], 4, 2))
                .Showing("one index for a whole row"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 4, 2), 0L,
                Tensor.From([2L, 0, 2, 2, 0], 5).AsStrided([5, 2], [1, 0], 0),
                Tensor.From([0.5f, -1, 2, 3, -4, 9, 1.5f, 0.25f, -2, 6], 5, 2), "amin")
                .With("include_self", false).Gives(Tensor.From([-2f, 3, 3, 4, -4, -1, 7, 8], 4, 2))
                .Showing("one index for a whole row"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 4, 2), 0L,
                Tensor.From([2L, 0, 0, 1, 2, 1, 2, 1, 0, 3], 5, 2),
                Tensor.From([0.5f, -1, 2, 3, -4, 9, 1.5f, 0.25f, -2, 6], 5, 2), "mean")
                .Gives(Tensor.From([0.33333334f, 0.5f, 3, 4.0625f, 0.75f, 6, 7, 7], 4, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 4, 2), 0L,
                Tensor.From([2, 0, 0, 1, 2, 1, 2, 1, 0, 3], 5, 2),
                Tensor.From([0.5f, -1, 2, 3, -4, 9, 1.5f, 0.25f, -2, 6], 5, 2), "amax")
                .Gives(Tensor.From([2f, 2, 3, 9, 5, 6, 7, 8], 4, 2)),
            OperatorSample.Of(Tensor.From([-7, 5, 9], 3), 0L, Tensor.From([0L, 0, 2], 3), Tensor.From([1, -3, 4], 3), "mean")
                .Gives(Tensor.From([-3, 5, 6], 3)),
            OperatorSample.Of(Tensor.From<byte>([7, 5, 9], 3), 0L, Tensor.From([0L, 0, 2], 3),
                Tensor.From<byte>([200, 201, 4], 3), "amin")
                .With("include_self", false).Gives(Tensor.From<byte>([200, 5, 4], 3)),
            OperatorSample.Of(Tensor.From([true, false, false], 3), 0L, Tensor.From([0L, 1, 0], 3), Tensor.From([false, true, false], 3),
                "amax")
                .With("include_self", false).Gives(Tensor.From([false, true, false], 3)),
            OperatorSample.Of(Tensor.From([1.0, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 1L, Tensor.From([1L, 1, 0], 3, 1),
                Tensor.From([9, double.NaN, -1], 3, 1), "amin")
                .With("include_self", false).Gives(Tensor.From([1, 9, 2, double.NaN, -1, 6.0], 3, 2)).WithStrides(2, 1),
        ],
    };
}
