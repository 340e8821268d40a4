using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Quantiles : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::quantile.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.01f, 0.73f, -0.51f, 0.88f, 0.15f, 0.63f, -0.26f, 1.58f, -1.35f, -1.45f], 2, 5),
                Tensor.From([0.25f, 0.5f], 2), 1L).Gives(Tensor.From([0.01f, -1.35f, 0.15f, -0.26f], 2, 2)),
            OperatorSample.Of(Tensor.From([0.08f, -0.25f, -1.07f, 0.46f, -0.59f, -1.41f], 2, 3), Tensor.From([0f, 1], 2))
                .Gives(Tensor.From([-1.41f, 0.46f], 2)).Showing("of all"),
            OperatorSample.Of(Tensor.From([0.38, -0.73, -0.4, -0.18, 0.12, -0.25, -0.63, -0.28, 0.43, -1.52], 2, 5), Tensor.Scalar(0.3),
                0L, true).Gives(Tensor.From([-0.061000000000000006, -0.7, -0.36400000000000005, 0.0029999999999999957, -1.028], 1, 5)),
            OperatorSample.Of(Tensor.From([0.23f, 0.72f, float.NaN, 0.07f, -1.34f, 0.11f, 2.36f, 0.01f, -0.6f, -2.31f], 2, 5),
                Tensor.From([0.1f, 0.9f], 2), 1L, true).With("interpolation", "nearest")
                .Gives(Tensor.From([float.NaN, -2.31f, float.NaN, 2.36f], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([0.59f, -0.18f, -2.44f, 0.25f], 4), Tensor.From([0.3f], 1)).With("interpolation", "midpoint")
                .With("keepdim", true).Gives(Tensor.From([-1.31f], 1, 1)),
        ],
        ["aten::quantile.scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.77f, -0.46f, 0.03f, -0.33f, 0.3f, -0.49f, 0.33f, 1.27f, 3.61f, 1.16f], 2, 5), 0.4, 1L)
                .Gives(Tensor.From([-0.382f, 0.828f], 2)),
            OperatorSample.Of(Tensor.From([-1.03f, -0.2f, 0.1f, -1.63f, 0.26f, 0.21f, 0.02f, -0.84f, -1.76f, 0.73f], 2, 5), 0.4, 1L)
                .With("interpolation", "lower").Gives(Tensor.From([-1.03f, -0.84f], 2)),
            OperatorSample.Of(Tensor.From([0.25f, -0.64f, 0.75f, 0.28f, 0.04f, 0.16f, -0.55f, 0.29f, 1.41f, -1.35f], 2, 5), 0.4, -1L, true)
                .With("interpolation", "higher").Gives(Tensor.From([0.25f, 0.16f], 2, 1)),
            OperatorSample.Of(Tensor.Scalar(3f), 0.5).Gives(Tensor.Scalar(3f)),
            OperatorSample.Of(Tensor.From([-0.7f, -0.61f, -0.66f, 1.25f, -1.38f, -1.17f], 6).AsStrided([3, 2], [1, 3], 0), 0.5, 0L)
                .Gives(Tensor.From([-0.66f, -1.17f], 2)),
        ],
        ["aten::nanquantile.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.23f, 0.72f, float.NaN, 0.07f, -1.34f, 0.11f, 2.36f, 0.01f, -0.6f, -2.31f], 2, 5),
                Tensor.From([0.25f, 0.5f], 2), 1L).Gives(Tensor.From([-0.28250003f, -0.6f, 0.15f, 0.01f], 2, 2)),
            OperatorSample.Of(Tensor.From([float.NaN, float.NaN], 2), Tensor.From([0.5f], 1)).Gives(Tensor.From([float.NaN], 1)),
            OperatorSample.Of(Tensor.From([3.42, -0.17, -1.1, -0.07], 4), Tensor.Scalar(0.5), 0L, true).With("interpolation", "nearest")
                .Gives(Tensor.From([-0.07], 1)),
        ],
        ["aten::nanquantile.scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.23f, 0.72f, float.NaN, 0.07f, -1.34f, 0.11f, 2.36f, 0.01f, -0.6f, -2.31f], 2, 5), 0.5, 1L)
                .Gives(Tensor.From([0.15f, 0.01f], 2)),
            OperatorSample.Of(Tensor.From([0.23f, 0.72f, float.NaN, 0.07f, -1.34f, 0.11f, 2.36f, 0.01f, -0.6f, -2.31f], 2, 5), 0.3)
                .With("interpolation", "midpoint").Gives(Tensor.Scalar(-0.29500002f)),
            OperatorSample.Of(Tensor.From([0.68, 1.03, 0.3, 1.17, 2.93, -0.38], 3, 2), 0.3, 0L, true)
                .Gives(Tensor.From([0.528, 0.4659999999999999], 1, 2)),
        ],
    };
}
