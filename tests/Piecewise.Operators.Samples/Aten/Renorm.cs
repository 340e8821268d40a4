using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Renorm : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::renorm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 0.3f, 4, 0.4f], 2, 2).AsStrided([2, 2], [1, 2], 0), 2L, 0L, 1L)
                .Gives(Tensor.From([0.6f, 0.8f, 0.3f, 0.4f], 2, 2)).WithStrides(2, 1)
                .Showing("smaller norms stay; the result is row-major"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, -1L, 8.0)
                .Gives(Tensor.From([0.5f, 0.8f, 1.5f, 1.6f, 2.5f, 2.4f, 3.5f, 3.2f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([1f, -4, float.NaN, 1], 2, 2), double.PositiveInfinity, 0L, 2L)
                .Gives(Tensor.From([0.5f, -2, float.NaN, 1], 2, 2)).Showing("a norm of NaN scales nothing"),
            OperatorSample.Of(Tensor.From([1.0, -2], 1, 2), 3L, 0L, 1L)
                .Gives(Tensor.From([0.4807498336570948, -0.9614996673141896], 1, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 4], 1, 2), DType.BF16), 2.0, 0L, 1L)
                .Gives(Cast.To(Tensor.From([0.6f, 0.8f], 1, 2), DType.BF16)),
            OperatorSample.Of(Cast.To(Tensor.From([300f, 400], 1, 2), DType.F16), 2L, 0L, 100L)
                .Gives(Cast.To(Tensor.From([60f, 80], 1, 2), DType.F16)).Showing("squares beyond f16"),
            OperatorSample.Of(Tensor.From([new Complex64(3f, 4f), new Complex64(0f, 0f)], 1, 2), 2L, 0L, 1L)
                .Gives(Tensor.From([new Complex64(0.6f, 0.8f), new Complex64(0f, 0f)], 1, 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), 2L, 1L, 1L).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ],
        ["aten::renorm_.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 0.3f, 4, 0.4f], 2, 2).AsStrided([2, 2], [1, 2], 0), 2L, 0L, 1L)
                .Gives(Tensor.From([0.6f, 0.8f, 0.3f, 0.4f], 2, 2)).WithStrides(1, 2).Showing("the operand keeps its layout"),
        ],
    };
}
