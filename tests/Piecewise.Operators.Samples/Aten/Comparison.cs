using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Comparison : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::eq.Scalar", "aten::eq.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, -0f], 3), Tensor.From([1f, float.NaN, 0f], 3))
                .Gives(Tensor.From([true, false, true], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2, 1), Tensor.From([1L, 2], 2))
                .Gives(Tensor.From([true, false, false, true], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 1.5).Gives(Tensor.From([false, false], 2)).Showing("compared as f32"),
            OperatorSample.Of(Cast.To(Tensor.From([0.100097656f], 1), DType.BF16), 0.1)
                .Gives(Tensor.From([true], 1)).Showing("a number is rounded to the tensor's dtype"),
            OperatorSample.Of(Tensor.From([true], 1), Tensor.From([new Complex64(1f, 0f)], 1)).Gives(Tensor.From([true], 1)),
        ],
        ["aten::ne.Scalar", "aten::ne.Tensor", "aten::not_equal.Scalar", "aten::not_equal.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, -0f], 3), Tensor.From([1f, float.NaN, 0f], 3))
                .Gives(Tensor.From([false, true, false], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 1L).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 3L)
                .Gives(Tensor.From([true, true, true, true, false, true], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::less.Scalar", "aten::less.Tensor", "aten::lt.Scalar", "aten::lt.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([2f, 1f, 2f], 3))
                .Gives(Tensor.From([true, false, false], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 2L).Gives(Tensor.From([true, false], 2)),
        ],
        ["aten::le.Scalar", "aten::le.Tensor", "aten::less_equal.Scalar", "aten::less_equal.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([2f, 1f, 2f], 3)).Gives(Tensor.From([true, false, true], 3)),
            OperatorSample.Of(Tensor.From([0L, 1], 2, 1), Tensor.From([0L, 1, 2], 3))
                .Gives(Tensor.From([true, true, true, false, true, true], 2, 3)).Showing("a causal mask"),
        ],
        ["aten::greater.Scalar", "aten::greater.Tensor", "aten::gt.Scalar", "aten::gt.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, 2f], 3))
                .Gives(Tensor.From([false, false, true], 3)),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([false, false], 2)).Gives(Tensor.From([true, false], 2)),
        ],
        ["aten::ge.Scalar", "aten::ge.Tensor", "aten::greater_equal.Scalar", "aten::greater_equal.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([2f, 1f, 2f], 3))
                .Gives(Tensor.From([false, false, true], 3)),
            OperatorSample.Of(Tensor.From<byte>([1, 200], 2), 100L).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 1L).Gives(Tensor.Zeros(DType.Bool, 0, 2)),
        ],
    };
}
