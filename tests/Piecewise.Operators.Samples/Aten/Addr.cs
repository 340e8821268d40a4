using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Addr : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::addr.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1f, 1.75f], 2),
                Tensor.From([0.25f, 0.25f, -1], 3))
                .Gives(Tensor.From([0f, 1.5f, -0.25f, -0.8125f, -0.0625f, 0.25f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3).AsStrided([3, 2], [1, 3], 0),
                Tensor.From([0.25f, 0.25f, -1], 3), Tensor.From([1f, 1.75f], 2))
                .With("beta", 2L).With("alpha", 0.5).Gives(Tensor.From([-0.375f, -2.28125f, 2.625f, -0.78125f, 1, 3.125f], 3, 2))
                .WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([float.NaN], 1, 1), Tensor.From([1f, 1.75f], 2), Tensor.From([0.25f, 0.25f, -1], 3))
                .With("beta", 0L).Gives(Tensor.From([0.25f, 0.25f, -1, 0.4375f, 0.4375f, -1.75f], 2, 3)),
            OperatorSample.Of(Tensor.From([0L, 1, 0, -1, 0, 2], 2, 3), Tensor.From([1L, 1], 2), Tensor.From([0L, 0, -1], 3))
                .Gives(Tensor.From([0L, 1, -1, -1, 0, 1], 2, 3)),
        ],
    };
}
