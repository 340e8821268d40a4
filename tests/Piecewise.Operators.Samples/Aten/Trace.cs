using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Trace : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::trace.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f, 1.25f], 3, 3)).Gives(Tensor.Scalar(2.5f)),
            OperatorSample.Of(Tensor.From([0, 1, 0, -1, 0, 2], 2, 3)).Gives(Tensor.Scalar(0L)),
        ],
    };
}
