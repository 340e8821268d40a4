using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class TriangleIndices : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::tril_indices.default"] = () =>
        [
            OperatorSample.Of(3L, 3L).Gives(Tensor.From([0L, 1, 1, 2, 2, 2, 0, 0, 1, 0, 1, 2], 2, 6)),
            OperatorSample.Of(2L, 3L, -1L).With("dtype", DType.I32).Gives(Tensor.From([1, 0], 2, 1)),
            OperatorSample.Of(1L << 40, 2L, long.MinValue).Gives(Tensor.Zeros(DType.I64, 2, 0)).Showing("rows without such a place"),
        ],
        ["aten::triu_indices.default"] = () =>
        [
            OperatorSample.Of(3L, 3L, 1L).Gives(Tensor.From([0L, 0, 1, 1, 2, 2], 2, 3)),
            OperatorSample.Of(2L, 2L, 5L).Gives(Tensor.Zeros(DType.I64, 2, 0)),
        ],
    };
}
