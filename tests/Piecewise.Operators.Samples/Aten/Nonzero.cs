using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Nonzero : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::argwhere.default", "aten::nonzero.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1, float.NaN, 0], 2, 2)).Gives(Tensor.From([0L, 1, 1, 0], 2, 2)).WithStrides(1, 2),
            OperatorSample.Of(Tensor.Scalar(3L)).Gives(Tensor.Zeros(DType.I64, 1, 0)),
            OperatorSample.Of(Tensor.From([0f, 0], 2)).Gives(Tensor.Zeros(DType.I64, 0, 1)),
        ],
        ["aten::nonzero_numpy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0L, 1, 2, 0], 2, 2)).Gives(Value.List(Tensor.From([0L, 1], 2), Tensor.From([1L, 0], 2))),
            OperatorSample.Of(Tensor.Scalar(true)).Gives(Value.List(Tensor.From([0L], 1))),
        ],
        ["aten::nonzero_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0L, 1, 2], 3)).With("size", 3L).Gives(Tensor.From([1L, 2, -1], 3, 1)),
            OperatorSample.Of(Tensor.From([1L, 1, 2], 3)).With("size", 2L).With("fill_value", 7L).Gives(Tensor.From([0L, 1], 2, 1)),
        ],
    };
}
