using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class DiagEmbed : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::diag_embed.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2)).Gives(Tensor.From([1f, 0, 0, 2], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 1L)
                .Gives(Tensor.From([0f, 1, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0], 2, 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), -1L, 1L, 0L).Gives(Tensor.From([0f, 1, 0, 0, 0, 2, 0, 0, 0], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 0L, 0L, 2L).Gives(Tensor.From([1f, 0, 3, 0, 0, 2, 0, 4], 2, 2, 2)),
        ],
        ["aten::diagflat.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 2], [1, 2], 0))
                .Gives(Tensor.From([1f, 0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4], 4, 4)).WithStrides(4, 1),
            OperatorSample.Of(Tensor.Scalar(3f), -1L).Gives(Tensor.From([0f, 0, 3, 0], 2, 2)),
        ],
        ["aten::diag.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), 1L).Gives(Tensor.From([0f, 1, 0, 0, 0, 2, 0, 0, 0], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.From([1f, 5], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L).Gives(Tensor.From([4f], 1)),
        ],
    };
}
