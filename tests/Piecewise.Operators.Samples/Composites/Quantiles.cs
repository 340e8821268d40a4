using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Quantiles : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::quantile.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.24f, -0.97f, 0.27f, 0.25f, -0.27f, 0.25f, 0.02f, 1.12f, -0.06f, -0.48f], 2, 5),
                Tensor.From([0.25f, 0.5f], 2), 1L).Gives(Tensor.From([-0.27f, -0.06f, 0.24f, 0.02f], 2, 2)),
            OperatorSample.Of(Tensor.From([3.58f, 1.08f, -1.27f, 1.55f, -0.29f, 0.69f], 2, 3), Tensor.From([0f, 1], 2))
                .Gives(Tensor.From([-1.27f, 3.58f], 2)).Showing("of all"),
            OperatorSample.Of(Tensor.From([-0.84, 1.4, 0.06, -1.79, 0.21, -0.48, 1.05, 1.09, 1.33, 0.32], 2, 5), Tensor.Scalar(0.3), 0L,
                true).Gives(Tensor.From([-0.732, 1.155, 0.369, -0.8540000000000001, 0.243], 1, 5)),
            OperatorSample.Of(Tensor.From([-0.5f, -0.13f, float.NaN, 0.82f, 0.01f, 0.09f, -0.39f, 1.11f, -0.02f, 0.57f], 2, 5),
                Tensor.From([0.1f, 0.9f], 2), 1L, true).With("interpolation", "nearest")
                .Gives(Tensor.From([float.NaN, -0.39f, float.NaN, 1.11f], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([0.23f, 0.72f, -0.92f, 0.07f], 4), Tensor.From([0.3f], 1)).With("interpolation", "midpoint")
                .With("keepdim", true).Gives(Tensor.From([-0.425f], 1, 1)),
        ],
        ["aten::quantile.scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.34f, 0.11f, 2.36f, 0.01f, -0.6f, -2.31f, 0.01f, 0.73f, -0.51f, 0.88f], 2, 5), 0.4, 1L)
                .Gives(Tensor.From([-0.234f, -0.19799998f], 2)),
            OperatorSample.Of(Tensor.From([0.15f, 0.63f, -0.26f, 1.58f, -1.35f, -1.45f, 0.08f, -0.25f, -1.07f, 0.46f], 2, 5), 0.4, 1L)
                .With("interpolation", "lower").Gives(Tensor.From([-0.26f, -1.07f], 2)),
            OperatorSample.Of(Tensor.From([-0.59f, -1.41f, 0.38f, -0.73f, -0.4f, -0.18f, 0.12f, -0.25f, -0.63f, -0.28f], 2, 5), 0.4, -1L,
                true).With("interpolation", "higher").Gives(Tensor.From([-0.59f, -0.25f], 2, 1)),
            OperatorSample.Of(Tensor.Scalar(3f), 0.5).Gives(Tensor.Scalar(3f)),
            // In f32, 0.7 is less and 0.1 more; their products with 10 and 5, rounded to f32, would be 7 and 0.5.
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 11), 0.7).With("interpolation", "lower")
                .Gives(Tensor.Scalar(6f)),
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5], 6), 0.1).With("interpolation", "nearest").Gives(Tensor.Scalar(1f)),
            OperatorSample.Of(Tensor.From([0.43f, -1.52f, 0.59f, -0.18f, -2.44f, 0.25f], 6).AsStrided([3, 2], [1, 3], 0), 0.5, 0L)
                .Gives(Tensor.From([0.43f, -0.18f], 2)),
        ],
        ["aten::nanquantile.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.5f, -0.13f, float.NaN, 0.82f, 0.01f, 0.09f, -0.39f, 1.11f, -0.02f, 0.57f], 2, 5),
                Tensor.From([0.25f, 0.5f], 2), 1L).Gives(Tensor.From([-0.2225f, -0.02f, -0.060000002f, 0.09f], 2, 2)),
            OperatorSample.Of(Tensor.From([float.NaN, float.NaN], 2), Tensor.From([0.5f], 1)).Gives(Tensor.From([float.NaN], 1)),
            OperatorSample.Of(Tensor.From([-0.77, -0.46, 0.03, -0.33], 4), Tensor.Scalar(0.5), 0L, true).With("interpolation", "nearest")
                .Gives(Tensor.From([-0.33], 1)),
        ],
        ["aten::nanquantile.scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.5f, -0.13f, float.NaN, 0.82f, 0.01f, 0.09f, -0.39f, 1.11f, -0.02f, 0.57f], 2, 5), 0.5, 1L)
                .Gives(Tensor.From([-0.060000002f, 0.09f], 2)),
            OperatorSample.Of(Tensor.From([-0.5f, -0.13f, float.NaN, 0.82f, 0.01f, 0.09f, -0.39f, 1.11f, -0.02f, 0.57f], 2, 5), 0.3)
                .With("interpolation", "midpoint").Gives(Tensor.Scalar(-0.075f)),
            OperatorSample.Of(Tensor.From([0.3, -0.49, 0.33, 1.27, 3.61, 1.16], 3, 2), 0.3, 0L, true)
                .Gives(Tensor.From([0.318, 0.49999999999999994], 1, 2)),
        ],
    };
}
