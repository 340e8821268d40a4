using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Classification : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::isnan.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.PositiveInfinity], 3)).Gives(Tensor.From([false, true, false], 3)),
            OperatorSample.Of(Tensor.From([1L], 1)).Gives(Tensor.From([false], 1)).Showing("an integer never is"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, float.NaN), new Complex64(0f, 1f)], 2)).Gives(Tensor.From([true, false], 2)),
        ],
        ["aten::isinf.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 4))
                .Gives(Tensor.From([false, false, true, true], 4)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, float.PositiveInfinity), new Complex64(0f, 1f)], 2))
                .Gives(Tensor.From([true, false], 2)),
        ],
        ["aten::isfinite.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 4))
                .Gives(Tensor.From([true, false, false, false], 4)),
            OperatorSample.Of(Tensor.From([1L], 1)).Gives(Tensor.From([true], 1)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, float.PositiveInfinity], 1, 2), DType.BF16)).Gives(Tensor.From([true, false], 1, 2)),
        ],
        ["aten::isposinf.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 4))
                .Gives(Tensor.From([false, false, true, false], 4)),
        ],
        ["aten::isneginf.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 4))
                .Gives(Tensor.From([false, false, false, true], 4)),
        ],
        ["aten::isreal.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 0f), new Complex64(0f, 1f)], 2)).Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From([1f, float.NaN], 2)).Gives(Tensor.From([true, true], 2)),
        ],
        ["aten::nan_to_num.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 4))
                .Gives(Tensor.From([1f, 0f, 3.4028235e38f, -3.4028235e38f], 4)).Showing("infinities become the largest numbers"),
            OperatorSample.Of(Cast.To(Tensor.From([float.NaN, float.PositiveInfinity], 2), DType.BF16), 2L)
                .Gives(Cast.To(Tensor.From([2f, 3.3895314e38f], 2), DType.BF16)).Showing("of the tensor's own dtype"),
            OperatorSample.Of(Tensor.From([double.NaN, double.PositiveInfinity, double.NegativeInfinity], 3), 0.5, 1L, -1L)
                .Gives(Tensor.From([0.5, 1.0, -1.0], 3)),
            OperatorSample.Of(Tensor.From([3L], 1)).Gives(Tensor.From([3L], 1)),
        ],
    };
}
