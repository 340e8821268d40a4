using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Clone : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::clone.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.Contiguous)))
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2).AsStrided([2, 3], [1, 0], 0))
                .Gives(Tensor.From([1f, 1f, 1f, 2f, 2f, 2f], 2, 3)).Showing("repetition vanishes"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.ChannelsLast)))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
            OperatorSample.Of(Tensor.Scalar(true)).Gives(Tensor.Scalar(true)),
        ],
        ["aten::lift_fresh_copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).Showing("a row-major copy"),
        ],
        ["aten::alias_copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
        ],
        ["aten::detach_copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
        ],
        [
            "aten::alias.default", "aten::detach.default", "aten::lift_fresh.default", "aten::positive.default",
            "aten::resolve_conj.default", "aten::resolve_neg.default"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f], 7).AsStrided([2, 2], [4, 2], 0))
                .Gives(Tensor.From([1f, 3f, 5f, 7f], 2, 2)).WithStrides(4, 2).Showing("strides stay"),
        ],
        ["aten::contiguous.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3)).Showing("itself"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.ChannelsLast)))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
        ],
    };
}
