using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class CartesianProd : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cartesian_prod.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1L, 2], 2), Tensor.From([3L, 4], 2)))
                .Gives(Tensor.From([1L, 3, 1, 4, 2, 3, 2, 4], 4, 2)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 2, 3], 3))).Gives(Tensor.From([1f, 2, 3], 3)),
        ],
        ["aten::combinations.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([1f, 2, 1, 3, 2, 3], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), 3L, true).Gives(Tensor.From([1f, 1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 2], 4, 3)),
            OperatorSample.Of(Tensor.From([1f], 1)).Gives(Tensor.Zeros(DType.F32, 0, 2)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), 1L << 40).Gives(Tensor.Zeros(DType.F32, 0, 1L << 40)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 3L).Gives(Tensor.From([1f, 2, 3], 1, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), 2L, true).Gives(Tensor.Zeros(DType.F32, 0, 2)),
        ],
    };
}
