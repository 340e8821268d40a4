using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class IndexUpdates : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::index_copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L], 1), Tensor.From([7f, 8, 9], 1, 3))
                .Gives(Tensor.From([1f, 2, 3, 7, 8, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, Tensor.From([2L, 0], 2), Tensor.From([1f, 2, 3, 4], 2, 2))
                .Gives(Tensor.From([2f, 2, 1, 4, 5, 3], 2, 3)),
            OperatorSample.Of(Tensor.Scalar(1f), 0L, Tensor.Scalar(0L), Tensor.Scalar(5f)).Gives(Tensor.Scalar(5f)),
        ],
        ["aten::index_add.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([1f, 1, 1, 1, 1, 1], 2, 3))
                .Gives(Tensor.From([3f, 4, 5, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([2L, 0], 2), Tensor.From([1f, 2], 2))
                .With("alpha", 2L).Gives(Tensor.From([5f, 2, 5], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 0L, Tensor.From([1L], 1), Tensor.From([5L], 1)).Gives(Tensor.From([1L, 7], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 1L, Tensor.From([1L], 1), Tensor.From([1f,
                1, 1], 3, 1))
                .Gives(Tensor.From([1f, 5, 2, 6, 3, 7], 3, 2)).WithStrides(2, 1),
        ],
        ["aten::index_reduce.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3),
                "prod")
                .Gives(Tensor.From([6f, 2, 0, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3),
                "mean")
                .Gives(Tensor.From([2f, 1.3333334f, 2.3333333f, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3),
                "amax")
                .Gives(Tensor.From([3f, 2, 4, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3),
                "amin")
                .Gives(Tensor.From([1f, 1, 0, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1, 2], 2), 0L, Tensor.From([1L, 1], 2), Tensor.From([4, 9], 2), "mean")
                .With("include_self", false).Gives(Tensor.From([1, 6], 2)),
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5], 2, 3), 1L, Tensor.From([2L, 0, 2, 2], 4),
                Tensor.From([1f, 2, 3, 4, 5, -6, 7, 8], 2, 4), "mean")
                .With("include_self", false).Gives(Tensor.From([2f, 1, 2.6666667f, -6, 4, 6.6666665f], 2, 3)),
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5], 2, 3), 1L, Tensor.From([2L, 0, 2, 2], 4),
                Tensor.From([1f, 2, 3, 4, 5, -6, 7, 8], 2, 4), "amin")
                .With("include_self", false).Gives(Tensor.From([2f, 1, 1, -6, 4, 5], 2, 3)),
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5], 2, 3), 1L, Tensor.From([2L, 0, 2, 2], 4),
                Tensor.From([1f, 2, 3, 4, 5, -6, 7, 8], 2, 4), "prod")
                .With("include_self", false).Gives(Tensor.From([2f, 1, 12, -6, 4, 280], 2, 3)),
        ],
        ["aten::index_fill.int_Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, -1], 2), 9.5)
                .Gives(Tensor.From([9.5f, 2, 9.5f, 9.5f, 5, 9.5f], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0L, Tensor.From([1L], 1), 0L)
                .Gives(Tensor.From([1f, 4, 0, 0, 3, 6], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::index_fill.int_Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L], 1), Tensor.Scalar(7f))
                .Gives(Tensor.From([1f, 2, 3, 7, 7, 7], 2, 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3), 0L, Tensor.From([0L], 1), Tensor.Scalar(5L)).Gives(Tensor.From([5L, 2, 3], 3)),
        ],
    };
}
