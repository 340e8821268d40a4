using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Unflatten : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::unflatten.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 6), 1L, Value.Ints(2, -1))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 4], [1, 2], 0), -1L, Value.Ints(2, 2))
                .Gives(Tensor.From([1f, 3, 5, 7, 2, 4, 6, 8], 2, 2, 2)).WithStrides(1, 4, 2),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0L, Value.Ints(0, 3)).Gives(Tensor.Zeros(DType.F32, 0, 3, 2)),
        ],
    };
}
