using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Unbind : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::unbind.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3))
                .Gives(Value.List(Tensor.From([1f, 2, 3], 3), Tensor.From([4f, 5, 6], 3))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L)
                .Gives(Value.List(Tensor.From([1f, 4], 2), Tensor.From([2f, 5], 2), Tensor.From([3f, 6], 2))).WithStrides(3),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2)).Gives(Value.List()),
        ],
        ["aten::unbind_copy.int"] = OperatorSamples.WithoutStrides("aten::unbind.int"),
    };
}
