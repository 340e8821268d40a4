using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class CumulativeExtremum : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cummax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3, 2, 3, float.NaN, 9], 6), 0L)
                .Gives(Value.List(Tensor.From([1f, 3, 3, 3, float.NaN, float.NaN], 6), Tensor.From([0L, 1, 1, 3, 4, 4], 6))),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L)
                .Gives(Value.List(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([0L, 0, 0, 1, 1, 1], 2, 3))),
            OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Value.List(Tensor.Scalar(2f), Tensor.Scalar(0L))),
        ],
        ["aten::cummin.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4f, 3, 3, 5, 1, 2, 0, 0], 2, 4), 1L)
                .Gives(Value.List(Tensor.From([4f, 3, 3, 3, 1, 1, 0, 0], 2, 4), Tensor.From([0L, 1, 2, 2, 0, 0, 2, 3], 2, 4))),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 0L)
                .Gives(Value.List(Tensor.From([false, false, true, false, false, true], 2, 3), Tensor.From([0L, 0, 0, 0, 0, 1], 2, 3))),
        ],
    };
}
