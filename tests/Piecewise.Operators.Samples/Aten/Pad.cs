using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Pad : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::pad.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 1))
                .Gives(Tensor.From([0f, 1, 2, 3, 0, 0, 4, 5, 6, 0], 2, 5)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(2, 1), "reflect")
                .Gives(Tensor.From([3f, 2, 1, 2, 3, 2, 6, 5, 4, 5, 6, 5], 2, 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(2, 1), "replicate")
                .Gives(Tensor.From([1f, 1, 1, 2, 3, 3, 4, 4, 4, 5, 6, 6], 2, 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(2, 1), "circular")
                .Gives(Tensor.From([2f, 3, 1, 2, 3, 1, 5, 6, 4, 5, 6, 4], 2, 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 0), "constant", double.NegativeInfinity)
                .Gives(Tensor.From([float.NegativeInfinity, 1, 2, 3, float.NegativeInfinity, 4, 5, 6], 2, 4)),
        ],
        ["aten::_pad_enum.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 0), 3L, 2.0)
                .Gives(Tensor.From([2f, 1, 2, 3, 2, 4, 5, 6], 2, 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 1), 0L)
                .Gives(Tensor.From([2f, 1, 2, 3, 2, 5, 4, 5, 6, 5], 2, 5)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(0, 2), 1L)
                .Gives(Tensor.From([1f, 2, 3, 3, 3, 4, 5, 6, 6, 6], 2, 5)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 2), 2L)
                .Gives(Tensor.From([3f, 1, 2, 3, 1, 2, 6, 4, 5, 6, 4, 5], 2, 6)),
        ],
    };
}
