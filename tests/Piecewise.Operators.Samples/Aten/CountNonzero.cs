using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class CountNonzero : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::count_nonzero.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, float.NaN, 1, 0, float.NaN, 1], 2, 3)).Gives(Tensor.Scalar(4L)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 0L).Gives(Tensor.From([1L, 1, 2], 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0), -1L).Gives(Tensor.From([0L, 0], 2)),
        ],
        ["aten::count_nonzero.dim_IntList"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5, 6, 7], 2, 2, 2), Value.Ints(0, 2)).Gives(Tensor.From([3L, 4], 2)),
            OperatorSample.Of(Tensor.From([0L, 1, 2, 3, 4, 5], 2, 3), Value.Ints()).Gives(Tensor.Scalar(5L)),
        ],
    };
}
