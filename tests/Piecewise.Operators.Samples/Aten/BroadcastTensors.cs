using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class BroadcastTensors : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::broadcast_tensors.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2, 1), Tensor.From([1f, 2, 3], 3)))
                .Gives(Value.List(Tensor.From([1f, 1, 1, 2, 2, 2], 2, 3), Tensor.From([1f, 2, 3, 1, 2, 3], 2, 3))).WithStrides(1, 0),
            OperatorSample.Of(Value.List(Tensor.Scalar(1f), Tensor.From([1f, 2], 2)))
                .Gives(Value.List(Tensor.From([1f, 1], 2), Tensor.From([1f, 2], 2))).WithStrides(0),
        ],
    };
}
