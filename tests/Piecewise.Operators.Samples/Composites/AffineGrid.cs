using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class AffineGrid : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::affine_grid_generator.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2f, -0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f, -2, 0.5f, 0.75f], 2, 2, 3),
                Value.Ints(2, 1, 2, 3), true)
                .Gives(Tensor.From([2.5f, 2.75f, 0.5f, 1, -1.5f, -0.75f, 1, 0.75f, -1, -1, -3, -2.75f, -1.75f, 2.25f, -0.5f, 0.25f,
                    0.75f, -1.75f, 1.75f, 3.25f, 3, 1.25f, 4.25f, -0.75f], 2, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.25f, 1.75f, -0.25f, 0.75f, 0.5f, -2], 1, 2, 3), Value.Ints(1, 3, 3, 2), false)
                .Gives(Tensor.From([-2.0416667f, -2.7083335f, -0.79166675f, -1.9583334f, -0.875f, -2.375f, 0.375f, -1.625f, 0.29166675f,
                    -2.0416667f, 1.5416667f, -1.2916666f], 1, 3, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25, -1.5, -0.25, 0.5, 1.5, 0.0, -1.0, -1.75, 0.25, -1.25, 1.0, -0.25], 1, 3, 4),
                Value.Ints(1, 1, 2, 1, 2), false)
                .Gives(Tensor.From([0.5, -2.0, -0.875, 0.75, -0.5, -0.625, 0.25, -3.0, 0.125, 0.5, -1.5, 0.375], 1, 2, 1, 2, 3)),
            OperatorSample.Of(Tensor.From([-1f, -1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f, 1.25f, 0.5f, 1], 1, 3, 4),
                Value.Ints(1, 1, 2, 1, 2), true)
                .Gives(Tensor.From([1.5f, 0.5f, 0.25f, -0.5f, 0, 0.75f, -1.5f, 1, 1.25f, -3.5f, 0.5f, 1.75f], 1, 2, 1, 2, 3))
                .Showing("one place alone is 0"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -1.25f, -0.75f, 0.25f, -1.25f, 0.5f], 1, 2, 3), DType.BF16), Value.Ints(1, 1, 2,
                3), true)
                .Gives(Cast.To(Tensor.From([-0.5f, 1.5f, 0.5f, 1.75f, 1.5f, 2, -3, -1, -2, -0.75f, -1, -0.5f], 1, 2, 3, 2), DType.BF16)),
        ],
    };
}
