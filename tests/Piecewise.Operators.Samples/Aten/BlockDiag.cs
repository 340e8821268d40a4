using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class BlockDiag : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::block_diag.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 1, 2), Tensor.Scalar(5f), Tensor.From([1f, 2], 2)))
                .Gives(Tensor.From([1f, 2, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 1, 2], 3, 5)),
            OperatorSample.Of(Value.List(Tensor.From([1L], 1), Tensor.From([2f], 1))).Gives(Tensor.From([1f, 0, 0, 2], 2, 2)),
        ],
    };
}
