using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class SearchSorted : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::searchsorted.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3, 5, 7], 4), Tensor.From([0f, 3, 9, float.NaN], 4)).Gives(Tensor.From([0L, 1, 4, 4], 4)),
            OperatorSample.Of(Tensor.From([1f, 3, 5, 7], 4), Tensor.From([3f, 4], 2, 1))
                .With("right", true).Gives(Tensor.From([2L, 2], 2, 1)),
            OperatorSample.Of(Tensor.From([1L, 2, 5, 6], 2, 2), Tensor.From([2L, 9], 2, 1))
                .With("out_int32", true).Gives(Tensor.From([1, 2], 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, float.NaN], 3), Tensor.From([1.5f], 1)).Gives(Tensor.From([1L], 1)),
            OperatorSample.Of(
                Tensor.From([1f, float.NaN, 3, 2, 4, float.NaN, 9], 7), Tensor.From([0.5f, 2.5f, float.NaN, 10], 4))
                .Gives(Tensor.From([2L, 6, 7, 7], 4)).Showing("it halves whatever it finds"),
            OperatorSample.Of(Tensor.From([5f, 1, 3], 3), Tensor.From([2f, 3], 2))
                .With("side", "right").With("sorter", Tensor.From([1L, 2, 0], 3)).Gives(Tensor.From([1L, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 3, 5, 2, 4, 4], 2, 3), Tensor.From([0f, 3, 9, 4, 4, 2, 5, float.NaN], 2, 4))
                .Gives(Tensor.From([0L, 1, 3, 2, 1, 0, 3, 3], 2, 4)),
            OperatorSample.Of(Tensor.From([1f, 3, 5, 2, 4, 4], 2, 3),
                Tensor.From([0f, 4, 3, 2, 9, 5, 4, float.NaN], 8).AsStrided([2, 4], [1, 2], 0))
                .With("right", true).With("out_int32", true)
                .Gives(Tensor.From([0, 2, 3, 2, 3, 1, 3, 3], 2, 4)),
            OperatorSample.Of(Tensor.From([5f, 1, 3, 4, 2, 4], 2, 3), Tensor.From([0f, 3, 9, 4, 4, 2, 5, float.NaN], 2, 4))
                .With("sorter", Tensor.From([1L, 2, 0, 1, 0, 2], 2, 3)).Gives(Tensor.From([0L, 1, 3, 2, 1, 0, 3, 3], 2, 4)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 3, 5], 3), DType.F16), Cast.To(Tensor.From([3f, 5, 6], 3), DType.F16))
                .With("side", "right").Gives(Tensor.From([2L, 3, 3], 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), Tensor.From([3f, 5, 6], 3)).Gives(Tensor.From([0L, 0, 0], 3)),
        ],
        ["aten::searchsorted.Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3, 5], 3), 3L).With("right", true).Gives(Tensor.Scalar(2L)),
            OperatorSample.Of(Tensor.From([1L, 3, 5], 3), 0L).Gives(Tensor.Scalar(0L)),
        ],
        ["aten::bucketize.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([0L, 1, 2, 5], 2, 2), Tensor.From([1L, 2, 4], 3)).Gives(Tensor.From([0L, 0, 1, 3], 2, 2)),
            OperatorSample.Of(Tensor.From([0L, 1, 2, 6], 2, 2), Tensor.From([3L, 1, 2, 0, 5], 5)).Gives(Tensor.From([0L, 0, 2, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([0L, 1, 2, 6], 2, 2), Tensor.From([3L, 1, 2, 0, 5], 5)).With("right", true)
                .Gives(Tensor.From([0L, 2, 4, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2.5f], 2), Tensor.From([1L, 2, 4], 3))
                .With("right", true).With("out_int32", true).Gives(Tensor.From([1, 2], 2)),
            OperatorSample.Of(Tensor.From<byte>([200, 3], 2), Tensor.From<byte>([1, 3, 199], 3)).Gives(Tensor.From([3L, 1], 2)),
            OperatorSample.Of(Tensor.From([0.1, 0.3], 2), Tensor.From([0.1, 0.2, 0.3], 3)).With("right", true)
                .Gives(Tensor.From([1L, 3], 2)),
        ],
        ["aten::bucketize.Scalar"] = () =>
        [
            OperatorSample.Of(2L, Tensor.From([1L, 2, 4], 3)).Gives(Tensor.Scalar(1L)),
            OperatorSample.Of(2.5, Tensor.From([1f, 2, 4], 3)).Gives(Tensor.Scalar(2L)),
        ],
    };
}
