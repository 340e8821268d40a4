using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Outer : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::ger.default", "aten::outer.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([1f, 1.75f], 2))
                .Gives(Tensor.From([-0.25f, -0.4375f, 1.25f, 2.1875f, 0.5f, 0.875f], 3, 2)),
            OperatorSample.Of(Tensor.From([0L, 1, 0], 3), Tensor.From([-0.25, 1.25, 0.5], 3))
                .Gives(Tensor.From([-0.0, 0, 0, -0.25, 1.25, 0.5, -0.0, 0, 0], 3, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), Tensor.From([-0.25f, 1.25f, 0.5f], 3)).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ],
    };
}
