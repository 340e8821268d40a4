using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Sum : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sum.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(21f)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3))
                .Gives(Tensor.Scalar(4L)).Showing("bools are counted in i64"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(0f)).Showing("of nothing"),
            OperatorSample.Of(Tensor.From([1.5f, 2.5f], 2)).With("dtype", DType.I64).Gives(Tensor.Scalar(3L)).Showing("cast before adding"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 256, 1, 1, 1, 1], 6), DType.BF16))
                .Gives(Cast.To(Tensor.Scalar(260f), DType.BF16)).Showing("16-bit floats add up in f32"),
        ],
        ["aten::sum.dim_IntList"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(0, -1)).Gives(Tensor.From([14f, 22], 2)),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), Value.Ints(1), true)
                .Gives(Tensor.From([6f, 15], 2, 1)).Showing("row-major whatever the operand is"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints())
                .Gives(Tensor.Scalar(21f)).Showing("an empty list is all dims"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.None).With("dtype", DType.F64).Gives(Tensor.Scalar(21.0)),
            OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(-1)).Gives(Tensor.Scalar(2f)).Showing("rank 0 has one dim to name"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([200, 100, 1, 2], 2, 2), DType.U8), Value.Ints(1)).Gives(Tensor.From([300L, 3], 2)),
        ],
        ["aten::nansum.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.NaN, float.NaN], 2, 2), Value.Ints(1)).Gives(Tensor.From([1f, 0], 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(21L)),
        ],
    };
}
