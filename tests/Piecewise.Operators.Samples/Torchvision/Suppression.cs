using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Torchvision;

internal sealed class Suppression : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["torchvision::nms.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 2, 2, 0, 0, 2, 2.5f, 3, 3, 4, 4, 0, 0, 1, 2, 0, 0, 2, 2], 5, 4), Tensor.From([0.5f,
                0.9f, 0.1f, 0.7f, 0.5f], 5), 0.5)
                .Gives(Tensor.From([1L, 3, 2], 3)),
            OperatorSample.Of(Tensor.From([0.0, 0.0, 2.0, 2.0, 0.0, 0.0, 2.0, 2.5, 3.0, 3.0, 4.0, 4.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 2.0,
                2.0], 5, 4), Tensor.From([0.5, 0.5, 0.5, 0.5, 0.5], 5), 0.4)
                .Gives(Tensor.From([0L, 2], 2)),
            OperatorSample.Of(Tensor.From([0f, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0.4f, 1, float.NaN, 0, 1, 1], 4, 4), Tensor.From([0.5f, 0.5f,
                0.9f, float.NaN], 4), 0.5)
                .Gives(Tensor.From([3L, 2, 0], 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 4), Tensor.Zeros(DType.F32, 0), 0.5)
                .Gives(Tensor.Zeros(DType.I64, 0)),
        ],
    };
}
