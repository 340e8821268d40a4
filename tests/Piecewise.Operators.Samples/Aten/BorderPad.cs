using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class BorderPad : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::reflection_pad1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 4), Value.Ints(1, 2)).Gives(Tensor.From([2f, 1, 2, 3, 4, 3, 2], 1, 7)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 2, 3), Value.Ints(-1, 1))
                .Gives(Tensor.From([2f, 3, 2, 5, 6, 5, 8, 9, 8, 11, 12, 11], 2, 2, 3)),
        ],
        ["aten::reflection_pad2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 1, 2, 3), Value.Ints(1, 1, 1, 0))
                .Gives(Tensor.From([5f, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5], 1, 3, 5)),
            OperatorSample.Of(Tensor.From([1f, 5, 2, 6, 3, 7, 4, 8], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0), Value.Ints(1, 0, 0, 1))
                .Gives(Tensor.From([2f, 1, 2, 4, 3, 4, 2, 1, 2, 6, 5, 6, 8, 7, 8, 6, 5, 6], 1, 2, 3, 3)).WithStrides(18, 1, 6, 2),
        ],
        ["aten::reflection_pad3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 1, 2, 2, 2), Value.Ints(1, 0, 1, 0, 0, 1))
                .Gives(Tensor.From([4f, 3, 4, 2, 1, 2, 4, 3, 4, 8, 7, 8, 6, 5, 6, 8, 7, 8, 4, 3, 4, 2, 1, 2, 4, 3, 4], 1, 3, 3, 3)),
        ],
        ["aten::replication_pad1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 1, 3), Value.Ints(2, 1)).Gives(Tensor.From([1f, 1, 1, 2, 3, 3], 1, 6)),
        ],
        ["aten::replication_pad2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 2, 2), Value.Ints(1, 0, 0, 2))
                .Gives(Tensor.From([1f, 1, 2, 3, 3, 4, 3, 3, 4, 3, 3, 4], 1, 4, 3)),
        ],
        ["aten::replication_pad3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 1, 2, 2), Value.Ints(0, 1, 1, 0, 1, 1))
                .Gives(Tensor.From([1f, 2, 2, 1, 2, 2, 3, 4, 4, 1, 2, 2, 1, 2, 2, 3, 4, 4, 1, 2, 2, 1, 2, 2, 3, 4, 4], 1, 3, 3, 3)),
        ],
        ["aten::_pad_circular.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 1, 3), Value.Ints(2, 1)).Gives(Tensor.From([2f, 3, 1, 2, 3, 1], 1, 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 1, 2, 3), Value.Ints(1, 1, 0, 1))
                .Gives(Tensor.From([3f, 1, 2, 3, 1, 6, 4, 5, 6, 4, 3, 1, 2, 3, 1], 1, 3, 5)),
            // What is cut off at one end is not continued with at the other.
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 4), Value.Ints(-1, 2)).Gives(Tensor.From([2f, 3, 4, 2, 3], 1, 5)),
        ],
    };
}
