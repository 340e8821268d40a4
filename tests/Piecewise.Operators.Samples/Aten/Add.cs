using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Add : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::rsub.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([5f, 5f], 2))
                .With("alpha", 2L).Gives(Tensor.From([3f, 1f], 2)).Showing("other - alpha * self"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([0.5f, 0.5f], 2)).Gives(Tensor.From([-0.5f, -1.5f], 2)),
        ],
        ["aten::rsub.Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 1L).Gives(Tensor.From([0f, -1f], 2)),
            OperatorSample.Of(Tensor.From([1, 2], 2), 1.5, 2L)
                .Gives(Tensor.From([-0.5f, -2.5f], 2)).Showing("a float number lifts integers to f32"),
        ],
        ["aten::add.Scalar", "aten::add.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f], 3), 2L)
                .Gives(Tensor.From([3f, 4f, 5f], 3)).Showing("a number does not widen a tensor"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2))
                .With("alpha", -2L).Gives(Tensor.From([-5f, -7f, -4f, -6f], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 0.5)
                .Gives(Tensor.From([1.5f, 2.5f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From<byte>([200, 100], 2), Tensor.From<byte>([100, 1], 2))
                .Gives(Tensor.From<byte>([44, 101], 2)).Showing("integers wrap"),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([true, false], 2))
                .Gives(Tensor.From([true, false], 2)).Showing("bool sums are disjunctions"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.Scalar(1e-09))
                .Gives(Tensor.From([1f, 2f], 2)).Showing("rank 0 does not widen"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f], 2), DType.F16), Cast.To(Tensor.From([1f, 2f], 2), DType.BF16))
                .Gives(Tensor.From([2f, 4f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1f, 2f, 3f, 4f, 5f, 6f],
                3, 2))
                .Gives(Tensor.From([2f, 6f, 5f, 9f, 8f, 12f], 3, 2)).WithStrides(1, 3).Showing("the first operand's memory order wins"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), Tensor.From([0.5f], 1))
                .Gives(Tensor.From([new Complex64(1.5f, 2f)], 1)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Tensor.From([1f, 2f, 3f], 3)).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ],
        ["aten::sub.Scalar", "aten::sub.Tensor", "aten::subtract.Scalar", "aten::subtract.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f], 3), Tensor.Scalar(2f)).Gives(Tensor.From([-1f, 0f, 1f], 3)),
            OperatorSample.Of(Tensor.From([5L, long.MinValue], 2), 1L)
                .With("alpha", 3L).Gives(Tensor.From([2L, 9223372036854775805], 2)).Showing("integers wrap"),
            OperatorSample.Of(Tensor.From([float.PositiveInfinity, float.NaN], 2), Tensor.From([float.PositiveInfinity, 1f], 2))
                .Gives(Tensor.From([float.NaN, float.NaN], 2)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f, 3f, 4f], 2, 2), DType.BF16), Cast.To(Tensor.From([0.5f, 0.25f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.5f, 1.75f, 2.5f, 3.75f], 2, 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, -1f)], 2, 1),
                Tensor.From([new Complex64(0.5f, 1f), new Complex64(-2f, 0f)], 2))
                .Gives(Tensor.From([new Complex64(0.5f, 1f), new Complex64(3f, 2f), new Complex64(2.5f, -2f), new Complex64(5f, -1f)], 2,
                2)).Showing("broadcasting of complex numbers"),
            OperatorSample.Of(Tensor.From([0.5f, 2f], 2), Tensor.From([new Complex64(1f, 2f)], 1))
                .Gives(Tensor.From([new Complex64(-0.5f, -2f), new Complex64(1f, -2f)], 2)),
        ],
    };
}
