using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class FourierHelpers : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::fft_fftfreq.default"] = () =>
        [
            OperatorSample.Of(5L).Gives(Tensor.From([0f, 0.2f, 0.4f, -0.4f, -0.2f], 5)),
            OperatorSample.Of(4L, 0.5).With("dtype", DType.F64).Gives(Tensor.From([0.0, 0.5, -1.0, -0.5], 4)),
            OperatorSample.Of(1L).Gives(Tensor.From([0f], 1)),
        ],
        ["aten::fft_rfftfreq.default"] = () =>
        [
            OperatorSample.Of(5L).Gives(Tensor.From([0f, 0.2f, 0.4f], 3)),
            OperatorSample.Of(4L, 0.5).With("dtype", DType.F64).Gives(Tensor.From([0.0, 0.5, 1.0], 3)),
        ],
        ["aten::fft_fftshift.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5], 5)).Gives(Tensor.From([4L, 5, 1, 2, 3], 5)),
            OperatorSample.Of(Tensor.From([0.22f, 0.31f, 0.95f, 0.9f, -0.37f, 0.3f], 2, 3))
                .Gives(Tensor.From([0.3f, 0.9f, -0.37f, 0.95f, 0.22f, 0.31f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.01f, -0.5f, -0.92f, -0.1f, -0.14f, 0.85f], 2, 3)).With("dim", Value.Ints(1))
                .Gives(Tensor.From([-0.92f, -0.01f, -0.5f, 0.85f, -0.1f, -0.14f], 2, 3)),
        ],
        ["aten::fft_ifftshift.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5], 5)).Gives(Tensor.From([3L, 4, 5, 1, 2], 5)),
            OperatorSample.Of(Tensor.From([-0.12f, -0.12f, -0.77f, -0.54f, -1.08f, 1.57f], 3, 2)).With("dim", Value.Ints(0))
                .Gives(Tensor.From([-0.77f, -0.54f, -1.08f, 1.57f, -0.12f, -0.12f], 3, 2)),
        ],
    };
}
