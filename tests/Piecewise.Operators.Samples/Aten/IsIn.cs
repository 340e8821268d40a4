using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class IsIn : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::isin.Tensor_Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4], 2, 2), Tensor.From([2L, 4, 7], 3))
                .Gives(Tensor.From([false, true, false, true], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([float.NaN, 2f], 2))
                .With("invert", true).Gives(Tensor.From([true, true, false], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([2f, 1.5f], 2))
                .Gives(Tensor.From([false, true], 2)).Showing("promotion"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.Zeros(DType.I64, 0)).Gives(Tensor.From([false, false], 2)),
        ],
        ["aten::isin.Tensor_Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2], 2), 2L).Gives(Tensor.From([false, true], 2)),
        ],
        ["aten::isin.Scalar_Tensor"] = () =>
        [
            OperatorSample.Of(2L, Tensor.From([1L, 2], 2)).Gives(Tensor.Scalar(true)),
        ],
    };
}
