using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Meshgrid : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::meshgrid.indexing"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([1f, 2, 3], 3)))
                .With("indexing", "xy").Gives(Value.List(Tensor.From([1f, 2, 1, 2, 1, 2], 3, 2), Tensor.From([1f, 1, 2, 2, 3, 3], 3, 2)))
                .WithStrides(0, 1),
            OperatorSample.Of(Value.List(Tensor.From([1L, 2], 2), Tensor.From([3L], 1)))
                .With("indexing", "ij").Gives(Value.List(Tensor.From([1L, 2], 2, 1), Tensor.From([3L, 3], 2, 1))),
        ],
        ["aten::meshgrid.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([1f, 2, 3], 3)))
                .Gives(Value.List(Tensor.From([1f, 1, 1, 2, 2, 2], 2, 3), Tensor.From([1f, 2, 3, 1, 2, 3], 2, 3))).WithStrides(1, 0),
        ],
    };
}
