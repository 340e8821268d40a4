using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Norm : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::norm.Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(9.539392f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.Scalar(21f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), double.PositiveInfinity).Gives(Tensor.Scalar(6f)),
        ],
        ["aten::norm.ScalarOpt_dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), Value.None, Value.Ints(1))
                .Gives(Tensor.From([5f, float.NaN], 2)),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 3L, Value.Ints(0), true)
                .Gives(Tensor.From([4.0207257f, 5.104469f, 6.240252f], 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, Value.Ints(0, 2)).Gives(Tensor.From([14f, 22], 2)),
        ],
        ["aten::norm.ScalarOpt_dtype"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.None)
                .With("dtype", DType.F64).Gives(Tensor.Scalar(9.539392014169456)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.BF16), 2L)
                .With("dtype", DType.F32).Gives(Tensor.Scalar(9.539392f)),
        ],
        ["aten::norm.ScalarOpt_dim_dtype"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L, Value.Ints(1), false)
                .With("dtype", DType.F64).Gives(Tensor.From([3.7416573867739413, 8.774964387392123], 2)),
        ],
        ["aten::linalg_vector_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 0L, Value.Ints(1)).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 1L, Value.Ints(1)).Gives(Tensor.From([7f, float.NaN], 2)),
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 2L, Value.Ints(1)).Gives(Tensor.From([5f, float.NaN], 2)),
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), double.PositiveInfinity, Value.Ints(1))
                .Gives(Tensor.From([4f, float.NaN], 2)),
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), double.NegativeInfinity, Value.Ints(1))
                .Gives(Tensor.From([0f, float.NaN], 2)),
            OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 0.5, Value.Ints(1))
                .Gives(Tensor.From([13.928204f, float.NaN], 2)),
            OperatorSample.Of(Tensor.From([new Complex64(3f, 4f)], 1)).Gives(Tensor.Scalar(5f)).Showing("magnitudes of complex numbers"),
            OperatorSample.Of(Cast.To(Tensor.From([300f, 400], 2), DType.F16)).Gives(Cast.To(Tensor.Scalar(500f), DType.F16)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).With("dim", Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3))
                .With("dim", Value.Ints(0, 1)).With("keepdim", true).With("dtype", DType.F64).Gives(Tensor.From([9.539392014169456], 1, 1)),
        ],
        ["aten::linalg_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(9.539392f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2))
                .With("dim", Value.Ints(-1)).Gives(Tensor.From([2.236068f, 5, 7.81025f, 10.630146f], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, Value.Ints(1), true)
                .Gives(Tensor.From([4f, 6, 12, 14], 2, 1, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2))
                .With("dim", Value.Ints(0, 2)).Gives(Tensor.From([8.124039f, 11.74734f], 2)),
            OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), 1L).Gives(Tensor.Scalar(9f)).Showing("the largest sum of a column"),
            OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), double.NegativeInfinity, Value.Ints(-1, 0), true)
                .Gives(Tensor.From([5f], 1, 1)).Showing("dims turned: the smallest sum of a column"),
        ],
    };
}
