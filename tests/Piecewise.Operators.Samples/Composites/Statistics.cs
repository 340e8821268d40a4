using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Statistics : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cov.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.01f, 0.38f, 1.54f, 0.43f, -0.75f, -0.92f, -1.03f, 0.36f, 1.58f, 0.09f, 0.98f, 0.69f], 3, 4))
                .Gives(Tensor.From([0.4362f, -0.13596666f, -0.038233344f, -0.13596666f, 0.41016665f, -0.024966672f, -0.038233344f,
                -0.024966672f, 0.38403332f], 3, 3)),
            OperatorSample.Of(Tensor.From([-0.48, -0.8, -0.62, 0.87, -1.95], 5)).With("correction", 0L)
                .Gives(Tensor.Scalar(0.8076239999999999)),
            OperatorSample.Of(Tensor.From([-1.22f, 0.73f, -0.27f, 0.41f, -0.51f, 0.79f], 2, 3)).With("fweights", Tensor.From([1L, 2, 3], 3))
                .Gives(Tensor.From([0.54375005f, -0.34350005f, -0.34350005f, 0.40886664f], 2, 2)),
            OperatorSample.Of(Tensor.From([-1.01f, -1.54f, -0.34f, -0.89f, -1.25f, 1.66f], 2, 3))
                .With("aweights", Tensor.From([0.5f, 1f, 0.2f], 3)).With("fweights", Tensor.From([1L, 2, 3], 3)).With("correction", 2L)
                .Gives(Tensor.From([0.4401581f, 1.0048767f, 1.0048769f, 2.5137722f], 2, 2)),
            OperatorSample.Of(Tensor.From([1.44f, 0.62f, -0.44f, 0.84f, -0.05f, 1.05f], 2, 3))
                .With("aweights", Tensor.From([0.5f, 1f, 0.2f], 3)).With("correction", 0L)
                .Gives(Tensor.From([0.31638753f, 0.03191004f, 0.03191004f, 0.2223045f], 2, 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 4, 3, 1, 1], 2, 3))
                .Gives(Tensor.From([2.3333335f, -1.3333333f, -1.3333333f, 1.3333334f], 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(0.89f, -1.39f), new Complex64(0.57f, 0.24f), new Complex64(-0.53f, -1f),
                new Complex64(-0.06f, 0.43f), new Complex64(-0.71f, 0.5f), new Complex64(0.31f, -0.36f)], 2, 3))
                .Gives(Tensor.From([new Complex64(1.2792333f, 0f), new Complex64(-0.09449999f, -0.7042333f), new Complex64(-0.09449999f,
                0.7042333f), new Complex64(0.49473333f, 0f)], 2, 2)),
        ],
        ["aten::corrcoef.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.81f, -1.11f, 0.65f, -0.92f, -0.17f, 0.25f, 0.18f, -1.08f, -1.3f, 1.76f, 1.29f, -0.09f], 3, 4))
                .Gives(Tensor.From([1f, 0.35205886f, 0.27652618f, 0.35205886f, 1f, 0.52292883f, 0.27652618f, 0.52292883f, 0.99999994f], 3,
                3)),
            OperatorSample.Of(Tensor.From([-1.32f, 1.52f, -0.43f, 1.87f], 4)).Gives(Tensor.Scalar(1f)),
            OperatorSample.Of(Tensor.From([1L, 2, 4, 3, 1, 1], 2, 3)).Gives(Tensor.From([1f, -0.7559289f, -0.7559289f, 1f], 2, 2)),
        ],
        ["aten::trapezoid.dx"] = () =>
        [
            OperatorSample.Of(Tensor.From([2.04f, 0.9f, -1.55f, -0.33f], 4)).Gives(Tensor.Scalar(0.2050001f)),
            OperatorSample.Of(Tensor.From([-0.04, -0.03, -2.43, -2.13, 0.24, 0.69], 2, 3)).With("dx", 0.5).With("dim", 0L)
                .Gives(Tensor.From([-0.5425, 0.0525, -0.43500000000000005], 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 5], 3)).With("dx", 2L).Gives(Tensor.Scalar(10f)),
        ],
        ["aten::trapezoid.x"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.18f, 0.9f, 0.41f, 0.78f], 4), Tensor.From([0f, 1, 3, 4], 4)).Gives(Tensor.Scalar(2.2649999f)),
            OperatorSample.Of(Tensor.From([-0.11f, -0.41f, -0.46f, 0.2f, 0.38f, -0.61f], 3, 2), Tensor.From([0f, 1, 3], 3)).With("dim", 0L)
                .Gives(Tensor.From([-0.365f, -0.51500005f], 2)),
            OperatorSample.Of(Tensor.From([0.08f, 0.26f, -1.44f, 0.66f, -0.54f, 2.4f], 2, 3), Tensor.From([0.51f, -0.34f, -0.1f, -1.46f,
                1.9f, 0.15f], 2, 3)).Gives(Tensor.From([-0.2861f, -1.4259f], 2)),
        ],
        ["aten::trapz.dx"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.13f, 0.26f, 1.96f, 1.13f], 4)).Gives(Tensor.Scalar(2.7200003f)),
            OperatorSample.Of(Tensor.From([-1.2, 1.11, -0.85, -1.14, -0.48, -0.66], 2, 3)).With("dx", 0.5).With("dim", 0L)
                .Gives(Tensor.From([-0.585, 0.15750000000000003, -0.3775], 3)),
        ],
        ["aten::trapz.x"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.26f, -0.82f, -1.18f, -0.44f], 4), Tensor.From([0f, 1, 3, 4], 4)).Gives(Tensor.Scalar(-3.35f)),
            OperatorSample.Of(Tensor.From([0.76f, -0.04f, -1.27f, -0.24f, -0.2f, -0.49f], 3, 2), Tensor.From([0f, 1, 3], 3)).With("dim", 0L)
                .Gives(Tensor.From([-1.725f, -0.87f], 2)),
        ],
        ["aten::cumulative_trapezoid.dx"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.12f, -2.54f, 2.18f, 0.91f], 4)).Gives(Tensor.From([-0.71f, -0.8899999f, 0.65500015f], 3)),
            OperatorSample.Of(Tensor.From([0.51, -0.55, 0.48, -0.41, -0.12, 0.81], 3, 2)).With("dx", 0.5).With("dim", 0L)
                .Gives(Tensor.From([0.2475, -0.24, 0.3375, -0.13999999999999996], 2, 2)),
        ],
        ["aten::cumulative_trapezoid.x"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.31f, -0.48f, -0.65f, 0.51f], 4), Tensor.From([0f, 1, 3, 4], 4))
                .Gives(Tensor.From([-0.39499998f, -1.525f, -1.595f], 3)),
            OperatorSample.Of(Tensor.From([-0.14f, 2.21f, -0.07f, 0.6f, -1.4f, -0.53f], 3, 2), Tensor.From([0f, 1, 3], 3)).With("dim", 0L)
                .Gives(Tensor.From([-0.105000004f, 1.405f, -1.575f, 1.475f], 2, 2)),
        ],
    };
}
