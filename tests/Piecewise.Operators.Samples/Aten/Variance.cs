using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Variance : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::var.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3)).Gives(Tensor.Scalar(7.866667f)),
            OperatorSample.Of(Tensor.From([1.0, 2, 4, 3, 3, 9], 2, 3), false).Gives(Tensor.Scalar(6.555555555555556)),
        ],
        ["aten::var.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(1)).Gives(Tensor.From([2.3333333f, 12], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(0), false, true)
                .Gives(Tensor.From([1f, 0.25f, 6.25f], 1, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), DType.BF16), Value.None)
                .Gives(Cast.To(Tensor.Scalar(7.875f), DType.BF16)),
        ],
        ["aten::var.correction"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(-1))
                .With("correction", 2L).Gives(Tensor.From([4.6666665f, 24], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3))
                .With("correction", 0L).With("keepdim", true).Gives(Tensor.From([6.5555553f], 1, 1)),
            OperatorSample.Of(Tensor.From([1f, 2], 2))
                .With("correction", 2L).Gives(Tensor.Scalar(float.PositiveInfinity)).Showing("nothing is left to divide by"),
            OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(0)).Gives(Tensor.Scalar(float.NaN)),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3).AsStrided([3, 2], [1, 3], 0), Value.Ints(0))
                .With("correction", 0.5).Gives(Tensor.From([1.8666667f, 9.6f], 2)),
        ],
        ["aten::std.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3)).Gives(Tensor.Scalar(2.8047578f)),
            OperatorSample.Of(Tensor.From([1.0, 2, 4, 3, 3, 9], 2, 3), false).Gives(Tensor.Scalar(2.560381915956203)),
        ],
        ["aten::std.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(1)).Gives(Tensor.From([1.5275252f, 3.4641016f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(0), false, true)
                .Gives(Tensor.From([1f, 0.5f, 2.5f], 1, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), DType.BF16), Value.None)
                .Gives(Cast.To(Tensor.Scalar(2.8125f), DType.BF16)),
        ],
        ["aten::std.correction"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(-1))
                .With("correction", 2L).Gives(Tensor.From([2.1602468f, 4.8989797f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3))
                .With("correction", 0L).With("keepdim", true).Gives(Tensor.From([2.560382f], 1, 1)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), Value.Ints(0)).Gives(Tensor.From([float.NaN, float.NaN], 2)),
        ],
        ["aten::var_mean.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3))
                .Gives(Value.List(Tensor.Scalar(7.866667f), Tensor.Scalar(3.6666667f))),
            OperatorSample.Of(Tensor.From([1.0, 2, 4, 3, 3, 9], 2, 3), false)
                .Gives(Value.List(Tensor.Scalar(6.5555555555555545), Tensor.Scalar(3.666666666666667))),
        ],
        ["aten::var_mean.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(1))
                .Gives(Value.List(Tensor.From([2.3333333f, 12], 2), Tensor.From([2.3333333f, 5], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(0), false, true)
                .Gives(Value.List(Tensor.From([1f, 0.25f, 6.25f], 1, 3), Tensor.From([2f, 2.5f, 6.5f], 1, 3))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), DType.BF16), Value.None)
                .Gives(Value.List(Cast.To(Tensor.Scalar(7.875f), DType.BF16), Cast.To(Tensor.Scalar(3.671875f), DType.BF16))),
        ],
        ["aten::var_mean.correction"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(-1))
                .With("correction", 2L).Gives(Value.List(Tensor.From([4.6666665f, 24], 2), Tensor.From([2.3333333f, 5], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3))
                .With("correction", 0L).With("keepdim", true)
                .Gives(Value.List(Tensor.From([6.5555553f], 1, 1), Tensor.From([3.6666667f], 1, 1))),
        ],
        ["aten::std_mean.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3))
                .Gives(Value.List(Tensor.Scalar(2.8047578f), Tensor.Scalar(3.6666667f))),
            OperatorSample.Of(Tensor.From([1.0, 2, 4, 3, 3, 9], 2, 3), false)
                .Gives(Value.List(Tensor.Scalar(2.5603819159562025), Tensor.Scalar(3.666666666666667))),
        ],
        ["aten::std_mean.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(1))
                .Gives(Value.List(Tensor.From([1.5275252f, 3.4641016f], 2), Tensor.From([2.3333333f, 5], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(0), false, true)
                .Gives(Value.List(Tensor.From([1f, 0.5f, 2.5f], 1, 3), Tensor.From([2f, 2.5f, 6.5f], 1, 3))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), DType.BF16), Value.None)
                .Gives(Value.List(Cast.To(Tensor.Scalar(2.8125f), DType.BF16), Cast.To(Tensor.Scalar(3.671875f), DType.BF16))),
        ],
        ["aten::std_mean.correction"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3), Value.Ints(-1))
                .With("correction", 2L).Gives(Value.List(Tensor.From([2.1602468f, 4.8989797f], 2), Tensor.From([2.3333333f, 5], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 4, 3, 3, 9], 2, 3))
                .With("correction", 0L).With("keepdim", true)
                .Gives(Value.List(Tensor.From([2.560382f], 1, 1), Tensor.From([3.6666667f], 1, 1))),
        ],
    };
}
