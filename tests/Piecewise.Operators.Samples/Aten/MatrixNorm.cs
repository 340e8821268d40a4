using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class MatrixNorm : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::linalg_matrix_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), 1L).Gives(Tensor.Scalar(9f)),
            OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), -1L).Gives(Tensor.Scalar(5f)),
            OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), double.PositiveInfinity)
                .With("keepdim", true).Gives(Tensor.From([15f], 1, 1)),
            OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), double.NegativeInfinity)
                .With("dtype", DType.F64).Gives(Tensor.Scalar(6.0)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, -8], 2, 2, 2), 1L, Value.Ints(0, 2))
                .Gives(Tensor.From([8f, 12], 2)).Showing("dims that others lie between"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, -8], 2, 2, 2), 1L, Value.Ints(2, 0)).Gives(Tensor.From([11f, 15], 2)),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3, 4], 2, 2), 1L).Gives(Tensor.Scalar(float.NaN)),
            OperatorSample.Of(Tensor.From([new Complex64(3, 4), new Complex64(0, 1)], 1, 2), 1L).Gives(Tensor.Scalar(5f)),
        ],
        ["aten::linalg_matrix_norm.str_ord"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(9.539392f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), "fro", Value.Ints(0, 2), true)
                .Gives(Tensor.From([8.124039f, 11.74734f], 1, 2, 1)),
        ],
        ["aten::linalg_norm.ord_str"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), "fro").Gives(Tensor.Scalar(9.539392f)),
        ],
    };
}
