using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Sequences : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::arange.default"] = () =>
        [
            OperatorSample.Of(4L).Gives(Tensor.From([0L, 1, 2, 3], 4)),
            OperatorSample.Of(2.5).Gives(Tensor.From([0f, 1f, 2f], 3)).Showing("a float number gives f32"),
            OperatorSample.Of(0L).Gives(Tensor.Zeros(DType.I64, 0)),
            OperatorSample.Of(3L).With("dtype", DType.F32).Gives(Tensor.From([0f, 1f, 2f], 3)),
        ],
        ["aten::arange.start"] = () =>
        [
            OperatorSample.Of(2L, 5L).Gives(Tensor.From([2L, 3, 4], 3)),
            OperatorSample.Of(1L, 3L).With("dtype", DType.BF16).Gives(Cast.To(Tensor.From([1f, 2f], 2), DType.BF16)),
        ],
        ["aten::arange.start_step"] = () =>
        [
            OperatorSample.Of(0L, 5L, 2L).Gives(Tensor.From([0L, 2, 4], 3)),
            OperatorSample.Of(5L, 0L, -2L).Gives(Tensor.From([5L, 3, 1], 3)),
            OperatorSample.Of(0L, 1L, 0.3).Gives(Tensor.From([0f, 0.3f, 0.6f, 0.9f], 4)),
            OperatorSample.Of(1.5, 4.5, 1L)
                .With("dtype", DType.I64).Gives(Tensor.From([1L, 2, 3], 3)).Showing("ends are cut to integers first"),
            OperatorSample.Of(0.5, 3L, 1L).With("dtype", DType.I32).Gives(Tensor.From([0, 1, 2], 3)).Showing("for i64 alone"),
            OperatorSample.Of(0L, 4L).Gives(Tensor.From([0L, 1, 2, 3], 4)),
        ],
        ["aten::linspace.default"] = () =>
        [
            OperatorSample.Of(0L, 1L, 5L).Gives(Tensor.From([0f, 0.25f, 0.5f, 0.75f, 1f], 5)),
            OperatorSample.Of(-1L, 1L, 1L).Gives(Tensor.From([-1f], 1)),
            OperatorSample.Of(0L, -10L, 4L).With("dtype", DType.I64).Gives(Tensor.From([0L, -3, -6, -10], 4)).Showing("towards zero"),
            OperatorSample.Of(3L, 10L, 0L).Gives(Tensor.Zeros(DType.F32, 0)),
        ],
        ["aten::logspace.default"] = () =>
        [
            OperatorSample.Of(0L, 2L, 3L).Gives(Tensor.From([1f, 10f, 100f], 3)),
            OperatorSample.Of(0L, 3L, 4L, 2.0).With("dtype", DType.I32).Gives(Tensor.From([1, 2, 4, 8], 4)),
        ],
        ["aten::eye.default"] = () =>
        [
            OperatorSample.Of(2L).Gives(Tensor.From([1f, 0f, 0f, 1f], 2, 2)),
            OperatorSample.Of(2L).With("dtype", DType.Bool).Gives(Tensor.From([true, false, false, true], 2, 2)),
        ],
        ["aten::eye.m"] = () =>
        [
            OperatorSample.Of(2L, 3L).Gives(Tensor.From([1f, 0f, 0f, 0f, 1f, 0f], 2, 3)),
        ],
    };
}
