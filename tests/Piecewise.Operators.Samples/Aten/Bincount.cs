using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Bincount : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::bincount.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 3, 1], 3)).Gives(Tensor.From([0L, 2, 0, 1], 4)),
            OperatorSample.Of(Tensor.From([0L, 2], 2), Tensor.From([0.5f, 2], 2), 4L).Gives(Tensor.From([0.5f, 0, 2, 0], 4)),
            OperatorSample.Of(Tensor.Zeros(DType.I64, 0)).With("minlength", 2L).Gives(Tensor.From([0L, 0], 2)),
            OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([3L], 1)).Gives(Tensor.From([0.0, 3.0], 2)),
        ],
    };
}
