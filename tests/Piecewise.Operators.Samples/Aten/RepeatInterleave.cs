using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class RepeatInterleave : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::repeat_interleave.self_int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L).Gives(Tensor.From([1f, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], 12)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 2L, 1L)
                .Gives(Tensor.From([1f, 1, 4, 4, 2, 2, 5, 5, 3, 3, 6, 6], 3, 4)).WithStrides(4, 1),
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), 0L, 0L).Gives(Tensor.Zeros(DType.F32, 0, 2)),
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), 2L, 1L).With("output_size", 4L).Gives(Tensor.From([1f, 1, 2, 2], 1, 4)),
        ],
        ["aten::repeat_interleave.self_Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), Tensor.From([1L, 0, 2], 3)).Gives(Tensor.From([1f, 3, 3], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([1L, 2], 2), 0L)
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 4, 5, 6], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([2L], 1), -1L)
                .With("output_size", 6L).Gives(Tensor.From([1f, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], 2, 6)),
        ],
        ["aten::repeat_interleave.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 0, 2], 3)).Gives(Tensor.From([0L, 2, 2], 3)),
            OperatorSample.Of(Tensor.From([2, 1], 2)).With("output_size", 3L).Gives(Tensor.From([0, 0, 1], 3)),
        ],
    };
}
