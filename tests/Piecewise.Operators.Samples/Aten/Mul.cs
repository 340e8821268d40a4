using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Mul : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::square.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, -0.5f, float.PositiveInfinity], 3))
                .Gives(Tensor.From([9f, 0.25f, float.PositiveInfinity], 3)),
            OperatorSample.Of(Tensor.From<sbyte>([3, 12], 2)).Gives(Tensor.From<sbyte>([9, -112], 2)).Showing("integers wrap"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1)).Gives(Tensor.From([new Complex64(-3f, 4f)], 1)),
        ],
        ["aten::mul.Scalar", "aten::mul.Tensor", "aten::multiply.Scalar", "aten::multiply.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f], 3), 2L)
                .Gives(Tensor.From([2f, 4f, 6f], 3)).Showing("a number does not widen a tensor"),
            OperatorSample.Of(Tensor.From([1, 2], 2), 0.5)
                .Gives(Tensor.From([0.5f, 1f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2))
                .Gives(Tensor.From([3f, 4f, 6f, 8f], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 7f], 2), DType.BF16), 0.1)
                .Gives(Cast.To(Tensor.From([0.30078125f, 0.69921875f], 2), DType.BF16)).Showing("a number keeps its precision"),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([3L, 4], 2)).Gives(Tensor.From([3L, 0], 2)),
            OperatorSample.Of(Tensor.From([4611686018427387904L], 1), 4L).Gives(Tensor.From([0L], 1)).Showing("integers wrap"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([10f, 100f], 2))
                .Gives(Tensor.From([10f, 400f, 20f, 500f, 30f, 600f], 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), Tensor.From([new Complex64(3f, -1f)], 1))
                .Gives(Tensor.From([new Complex64(5f, 5f)], 1)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(-1f, 0.5f)], 2), Tensor.From([2f, -1f], 2, 1))
                .Gives(Tensor.From([new Complex64(2f, 4f), new Complex64(-2f, 1f), new Complex64(-1f, -2f), new Complex64(1f, -0.5f)], 2,
                2)).Showing("complex numbers with real ones"),
            OperatorSample.Of(Tensor.Scalar(2f), Tensor.Scalar(3f)).Gives(Tensor.Scalar(6f)).Showing("rank 0"),
        ],
    };
}
