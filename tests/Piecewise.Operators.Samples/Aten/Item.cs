using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Item : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::_local_scalar_dense.default", "aten::item.default"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(3L)).Gives(3L),
            OperatorSample.Of(Tensor.From([2.5f], 1, 1)).Gives(2.5).Showing("any rank"),
            OperatorSample.Of(Tensor.From([true], 1)).Gives(true),
            OperatorSample.Of(Cast.To(Tensor.Scalar(0.5f), DType.BF16)).Gives(0.5),
        ],
        ["aten::is_nonzero.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f], 1)).Gives(true),
            OperatorSample.Of(Tensor.Scalar(0L)).Gives(false),
        ],
    };
}
