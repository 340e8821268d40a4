using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class PairLosses : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::pairwise_distance.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.22f, 1.43f, -0f, -1.08f, -1.36f, 1.38f, 0.85f, -0.9f, -1.18f, -0.47f, -2.39f, 0.7f], 3, 4),
                Tensor.From([-0.68f, -1.07f, -1.19f, 0.42f, -1.1f, -0.68f, -0.5f, -1.59f, 0.17f, 1.56f, 0.19f, -0.29f], 3, 4))
                .Gives(Tensor.From([3.1824055f, 2.5709546f, 3.6850903f], 3)),
            OperatorSample.Of(Tensor.From([-0.79f, -0.56f, 1.19f, 1.03f, 1.28f, -0.01f], 3, 2), Tensor.From([0.22f, 0.43f], 2), 1.0, 0.0,
                true).Gives(Tensor.From([2f, 1.5699999f, 1.5f], 3, 1)),
            OperatorSample.Of(Tensor.From([1.21, 1.25, -0.11, -0.22, -0.66, -1.4], 2, 3), Tensor.From([-0.36, -3.61, 0.19, 0.7, -0.52,
                -0.45], 2, 3), double.PositiveInfinity).Gives(Tensor.From([4.860001, 0.9499989999999999], 2)),
            OperatorSample.Of(Tensor.From([1f, float.NaN], 2), Tensor.From([0f, 1], 2)).Gives(Tensor.Scalar(float.NaN)),
        ],
        ["aten::cosine_embedding_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.77f, 1.5f, 2.09f, -0.65f, 0.85f, -0.11f, -0.95f, 2.96f, 0.79f, -0.33f, -0.97f, -2.3f], 3, 4),
                Tensor.From([0.36f, 0.78f, -1.47f, -2.02f, 1.62f, 0.91f, 0.63f, 0.69f, 0.47f, 0.34f, 0.78f, 2.02f], 3, 4), Tensor.From([1f,
                1, -1], 3)).Gives(Tensor.Scalar(0.5710096f)),
            OperatorSample.Of(Tensor.From([1.08, -0.95, -1.13, -0.45], 4), Tensor.From([-1.85, 0.29, 1.47, 0.92], 4), Tensor.Scalar(1.0),
                0.3, 0L).Gives(Tensor.Scalar(1.9045212044391537)),
            OperatorSample.Of(Tensor.From([0.64f, -0.44f, -0.06f, -1.19f, 0.1f, -0.59f], 3, 2), Tensor.From([1.75f, 0.27f, -1.35f, -1.12f,
                -0.3f, 1.01f], 3, 2), Tensor.From([-1f, -1, 1], 3), 0.2, 2L).Gives(Tensor.Scalar(2.997175f)),
        ],
        ["aten::triplet_margin_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.02f, 1.05f, -2.16f, 2.27f, 0.69f, 1.35f, 0.18f, 0.47f, -0.69f, 0.12f, 1.38f, 0f], 3, 4),
                Tensor.From([-0.27f, 1.1f, -2.33f, -1.35f, -0.94f, -1.17f, 1.19f, 0.49f, 1.34f, 0.4f, 1.46f, -0.41f], 3, 4),
                Tensor.From([-0.61f, 0.17f, 0.42f, 2.2f, -0.54f, 0.14f, -0.13f, 2.14f, -1.03f, -0.2f, -0.55f, 1.81f], 3, 4))
                .Gives(Tensor.Scalar(1.329099f)),
            OperatorSample.Of(Tensor.From([0.49f, 0.74f, 1.6f, 0.66f, -0.68f, -2.17f, -1.31f, -2.06f, 0.75f, 0.51f, 1.01f, 1.34f], 3, 4),
                Tensor.From([-0.36f, -0.04f, 1.04f, -1.65f, 0.69f, 0.55f, 0.79f, -1.31f, 1.14f, 0.06f, 0.33f, -1.63f], 3, 4),
                Tensor.From([0.56f, 0.89f, -1.86f, 0.04f, 1.4f, 0.91f, -0.01f, -1.28f, -2.22f, -0.91f, 0.43f, 1.94f], 3, 4), 0.5, 1.0,
                0.0001, true, 0L).Gives(Tensor.From([0.7003999f, 5.5398f, 0f], 3)),
            OperatorSample.Of(Tensor.From([1.15, 0.45, 2.46, -0.7, -1.38, -0.25], 2, 3), Tensor.From([-0.51, 0.55, 0.05, 2.42, -0.66,
                -1.58], 2, 3), Tensor.From([-0.01, -1.87, -0.51, 0.56, -0.12, 1.65], 2, 3)).With("reduction", 2L)
                .Gives(Tensor.Scalar(1.862391652706802)),
        ],
        ["aten::margin_ranking_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.24f, 1.2f, 1.25f, 0.07f], 4), Tensor.From([0.47f, -2.79f, -0.05f, 0.69f], 4), Tensor.From([1f,
                -1, 1, -1], 4)).Gives(Tensor.Scalar(1.055f)),
            OperatorSample.Of(Tensor.From([-1.26f, -0.27f, -1.06f, -0.9f, -1.43f, -1.96f], 2, 3), Tensor.From([0.42f, -0.52f, -1.81f,
                -0.03f, 0.58f, 1.36f], 2, 3), Tensor.From([1f, 1, 1, -1, -1, 1], 2, 3), 0.5, 0L)
                .Gives(Tensor.From([2.1799998f, 0.25000003f, 0f, 0f, 0f, 3.8200002f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.12, 0.89, -0.5, -1.91], 4), Tensor.From([0.81, 0.86, -0.45, -0.54], 4), Tensor.From([1.0,
                1.0, 1.0, 1.0], 4), 0.1, 2L).Gives(Tensor.Scalar(2.7199999999999998)),
        ],
        ["aten::hinge_embedding_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.39f, 0.06f, -1.64f, 0.46f], 4), Tensor.From([-1f, -1, 1, -1], 4))
                .Gives(Tensor.Scalar(0.11249998f)),
            OperatorSample.Of(Tensor.From([1.18f, 0.21f, 0.5f, -0.14f, 1.43f, 1.2f], 2, 3), Tensor.From([-1f, 1, -1, -1, -1, 1], 2, 3),
                0.5, 0L).Gives(Tensor.From([0f, 0.21f, 0f, 0.64f, 0f, 1.2f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.72, -0.9, 1.71, -0.27], 4), Tensor.From([-1.0, 1.0, -1.0, -1.0], 4)).With("reduction", 2L)
                .Gives(Tensor.Scalar(2.09)),
        ],
    };
}
