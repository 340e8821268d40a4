using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class ViewDType : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::view.dtype", "aten::view_copy.dtype"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2], 2), DType.I32).Gives(Tensor.From([1065353216, -1073741824], 2)),
            OperatorSample.Of(Tensor.From([1, 2, 3, 4], 2, 2), DType.I64).Gives(Tensor.From([8589934593L, 17179869187], 2, 1)),
            OperatorSample.Of(Tensor.From([1L, 1099511627776], 1, 2), DType.I32)
                .Gives(Tensor.From([1, 0, 0, 256], 1, 4)).Showing("the last dim grows"),
            OperatorSample.Of(Tensor.From([1f, 2], 2), DType.U8).Gives(Tensor.From<byte>([0, 0, 128, 63, 0, 0, 0, 64], 8)),
        ],
    };
}
