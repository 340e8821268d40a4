using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Where : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::where.self"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([1f, 2f], 2), Tensor.From([3f, 4f], 2))
                .Gives(Tensor.From([1f, 4f], 2)),
            OperatorSample.Of(Tensor.From([true, false], 2, 1), Tensor.From([1L, 2], 2), Tensor.Scalar(0.5f))
                .Gives(Tensor.From([1f, 2f, 0.5f, 0.5f], 2, 2)).Showing("promotion and broadcasting"),
            OperatorSample.Of(Tensor.From([true, false, true, false, true, false], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1f, 2f,
                3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([10f, 11f, 12f, 13f, 14f, 15f], 6).AsStrided([3, 2], [1, 3],
                0))
                .Gives(Tensor.From([1f, 13f, 11f, 5f, 3f, 15f], 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([new Complex64(0f, 1f), new Complex64(0f, 2f)], 2),
                Tensor.From([new Complex64(0f, 0f), new Complex64(0f, 3f)], 2))
                .Gives(Tensor.From([new Complex64(0f, 1f), new Complex64(0f, 3f)], 2)),
            OperatorSample.Of(Tensor.Zeros(DType.Bool, 0), Tensor.Zeros(DType.F32, 0), Tensor.Scalar(1f)).Gives(Tensor.Zeros(DType.F32, 0)),
        ],
        ["aten::where.ScalarOther"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([1f, 2f], 2), double.NegativeInfinity)
                .Gives(Tensor.From([1f, float.NegativeInfinity], 2)),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([1, 2], 2), 0.5)
                .Gives(Tensor.From([1f, 0.5f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From([true, false], 2, 1), Cast.To(Tensor.From([1f, 2f], 2), DType.BF16), 3L)
                .Gives(Cast.To(Tensor.From([1f, 2f, 3f, 3f], 2, 2), DType.BF16)),
        ],
        ["aten::where.ScalarSelf"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2), 7L, Tensor.From([1.0, 2.0], 2)).Gives(Tensor.From([7.0, 2.0], 2)),
        ],
        ["aten::where.Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2), 1L, 0L).Gives(Tensor.From([1L, 0], 2)),
            OperatorSample.Of(Tensor.From([true, false], 2), 0.0, double.NegativeInfinity)
                .Gives(Tensor.From([0f, float.NegativeInfinity], 2)).Showing("numbers alone give the default dtypes"),
            OperatorSample.Of(Tensor.Scalar(true), true, false).Gives(Tensor.Scalar(true)),
        ],
        ["aten::where.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false, true, true], 2, 2))
                .Gives(Value.List(Tensor.From([0L, 1, 1], 3), Tensor.From([0L, 0, 1], 3))),
            OperatorSample.Of(Tensor.From([0f, 2f, float.NaN], 3))
                .Gives(Value.List(Tensor.From([1L, 2], 2))).Showing("anything but zero is true"),
            OperatorSample.Of(Tensor.Scalar(true)).Gives(Value.List(Tensor.From([0L], 1))).Showing("rank 0 counts as one dim"),
        ],
    };
}
