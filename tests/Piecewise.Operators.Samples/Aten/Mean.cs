using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Mean : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::mean.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(3.5f)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(float.NaN)).Showing("of nothing"),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).With("dtype", DType.F64).Gives(Tensor.Scalar(3.5)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, 0f)], 2)).Gives(Tensor.Scalar(new Complex64(2f, 1f))),
        ],
        ["aten::mean.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(-1), true)
                .Gives(Tensor.From([1.5f, 3.5f, 5.5f, 7.5f], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), Value.Ints(0))
                .Gives(Tensor.From([2.5f, 3.5f, 4.5f], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 4], 1, 3), DType.BF16), Value.Ints(1))
                .Gives(Cast.To(Tensor.From([2.328125f], 1), DType.BF16)),
            OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(0)).Gives(Tensor.Scalar(2f)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0), Value.Ints(1)).Gives(Tensor.From([float.NaN, float.NaN], 2)),
        ],
        ["aten::nanmean.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3, float.NaN, float.NaN, float.NaN], 2, 3), Value.Ints(1))
                .Gives(Tensor.From([2f, float.NaN], 2)),
        ],
    };
}
