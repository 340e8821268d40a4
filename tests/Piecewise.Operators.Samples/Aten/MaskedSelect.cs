using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class MaskedSelect : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::masked_select.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([true, false, true, false, true, false], 2, 3))
                .Gives(Tensor.From([1f, 3, 5], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([true, false, false], 3))
                .Gives(Tensor.From([1f, 4], 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.Scalar(false)).Gives(Tensor.Zeros(DType.F32, 0)),
        ],
        ["aten::masked_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([true, false, true, false, true, false], 2, 3),
                Tensor.From([7f, 8, 9, 10], 4))
                .Gives(Tensor.From([7f, 2, 8, 4, 9, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Tensor.From([true, false, false, true], 2, 2), Tensor.From([7f, 8], 2))
                .Gives(Tensor.From([7f, 2, 1, 8], 2, 2)).Showing("self broadcasts, too"),
        ],
    };
}
