using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Unpool : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::max_unpool2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -0.75f, 1.75f, 1.75f, 0.5f, 0.75f, 1.25f, 0.75f], 1, 2, 2, 2), Tensor.From([0L, 5, 10,
                7, 3, 1, 8, 11], 1, 2, 2, 2), Value.Ints(3, 4))
                .Gives(Tensor.From([0.5f, 0, 0, 0, 0, -0.75f, 0, 1.75f, 0, 0, 1.75f, 0, 0, 0.75f, 0, 0.5f, 0, 0, 0, 0, 1.25f, 0, 0,
                    0.75f], 1, 2, 3, 4)),
            OperatorSample.Of(Tensor.From([1.0, 2.0, 3.0, 4.0], 1, 2, 2), Tensor.From([0L, 5, 11, 5], 1, 2, 2), Value.Ints(3, 4))
                .Gives(Tensor.From([1.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0], 1, 3, 4))
                .Showing("the last of two in one place"),
            OperatorSample.Of(Cast.To(Tensor.From([-1.75f, -1, 2, 1, -1.25f, -1.5f, -1.25f, -0.5f], 8), DType.BF16).AsStrided([1, 2, 2,
                2], [8, 1, 4, 2], 0), Tensor.From([0L, 3, 5, 1, 2, 4, 7, 6], 8).AsStrided([1, 2, 2, 2], [8, 1, 4, 2], 0), Value.Ints(2,
                4))
                .Gives(Cast.To(Tensor.From([-1.75f, 0, 0, 1, -1.25f, 0, 0, -1, 0, -1.5f, 2, 0, 0, -0.5f, -1.25f, 0], 16),
                    DType.BF16).AsStrided([1, 2, 2, 4], [16, 1, 8, 2], 0)),
        ],
        ["aten::max_unpool3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.25f, -0.5f, -0.75f, -1.5f], 1, 1, 1, 2, 2), Tensor.From([0L, 5, 17, 9], 1, 1, 1, 2, 2),
                Value.Ints(2, 3, 3), Value.Ints(1, 2, 2), Value.Ints(0, 0, 0))
                .Gives(Tensor.From([-1.25f, 0, 0, 0, 0, -0.5f, 0, 0, 0, -1.5f, 0, 0, 0, 0, 0, 0, 0, -0.75f], 1, 1, 2, 3, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1.25f, -0.5f, -1, 0.5f], 2, 1, 1, 2), DType.F16), Tensor.From([0L, 3, 1, 2], 2, 1, 1,
                2), Value.Ints(1, 2, 2), Value.Ints(1, 1, 1), Value.Ints(0, 0, 0))
                .Gives(Cast.To(Tensor.From([1.25f, 0, 0, -0.5f, 0, -1, 0.5f, 0], 2, 1, 2, 2), DType.F16)),
        ],
    };
}
