using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Statistics : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cov.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.03f, -0.2f, 0.1f, -1.63f, 0.26f, 0.21f, 0.02f, -0.84f, -1.76f, 0.73f, 0.25f, -0.64f], 3, 4))
                .Gives(Tensor.From([0.6211333f, 0.27330002f, 0.5850666f, 0.27330002f, 0.26235834f, 0.038016677f, 0.5850666f, 0.038016677f,
                1.1995f], 3, 3)),
            OperatorSample.Of(Tensor.From([0.75, 0.28, 0.04, 0.16, -0.55], 5)).With("correction", 0L).Gives(Tensor.Scalar(0.175624)),
            OperatorSample.Of(Tensor.From([0.29f, 1.41f, -1.35f, -0.7f, -0.61f, -0.66f], 2, 3)).With("fweights", Tensor.From([1L, 2, 3], 3))
                .Gives(Tensor.From([1.8761066f, 0.02776001f, 0.02776001f, 0.0011999996f], 2, 2)),
            OperatorSample.Of(Tensor.From([1.25f, -1.38f, -1.17f, 3.42f, -0.17f, -1.1f], 2, 3))
                .With("aweights", Tensor.From([0.5f, 1f, 0.2f], 3)).With("fweights", Tensor.From([1L, 2, 3], 3)).With("correction", 2L)
                .Gives(Tensor.From([1.7919387f, 2.5644479f, 2.5644479f, 4.1180906f], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.07f, 0.68f, 1.03f, 0.3f, 1.17f, 2.93f], 2, 3))
                .With("aweights", Tensor.From([0.5f, 1f, 0.2f], 3)).With("correction", 0L)
                .Gives(Tensor.From([0.14766435f, 0.25562283f, 0.25562283f, 0.58465743f], 2, 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 4, 3, 1, 1], 2, 3))
                .Gives(Tensor.From([2.3333335f, -1.3333333f, -1.3333333f, 1.3333334f], 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.38f, -0.92f), new Complex64(0.01f, -1.03f), new Complex64(0.38f, 0.36f),
                new Complex64(1.54f, 1.58f), new Complex64(0.43f, 0.09f), new Complex64(-0.75f, 0.98f)], 2, 3))
                .Gives(Tensor.From([new Complex64(0.74153334f, 0f), new Complex64(-0.32948333f, -0.6235833f), new Complex64(-0.32948333f,
                0.6235833f), new Complex64(1.8734667f, 0f)], 2, 2)),
        ],
        ["aten::corrcoef.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.69f, -0.48f, -0.8f, -0.62f, 0.87f, -1.95f, -1.22f, 0.73f, -0.27f, 0.41f, -0.51f, 0.79f], 3, 4))
                .Gives(Tensor.From([1f, 0.5554373f, -0.27812785f, 0.5554373f, 1f, 0.1296996f, -0.27812785f, 0.1296996f, 0.9999999f], 3, 3)),
            OperatorSample.Of(Tensor.From([-1.01f, -1.54f, -0.34f, -0.89f], 4)).Gives(Tensor.Scalar(1f)),
            OperatorSample.Of(Tensor.From([1L, 2, 4, 3, 1, 1], 2, 3)).Gives(Tensor.From([1f, -0.7559289f, -0.7559289f, 1f], 2, 2)),
        ],
        ["aten::trapezoid.dx"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.25f, 1.66f, 1.44f, 0.62f], 4)).Gives(Tensor.Scalar(2.785f)),
            OperatorSample.Of(Tensor.From([-0.44, 0.84, -0.05, 1.05, 0.89, 0.57], 2, 3)).With("dx", 0.5).With("dim", 0L)
                .Gives(Tensor.From([0.15250000000000002, 0.4325, 0.12999999999999998], 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 5], 3)).With("dx", 2L).Gives(Tensor.Scalar(10f)),
        ],
        ["aten::trapezoid.x"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.53f, -0.06f, -0.71f, 0.31f], 4), Tensor.From([0f, 1, 3, 4], 4))
                .Gives(Tensor.Scalar(-1.2649999f)),
            OperatorSample.Of(Tensor.From([-1.39f, 0.24f, -1f, 0.43f, 0.5f, -0.36f], 3, 2), Tensor.From([0f, 1, 3], 3)).With("dim", 0L)
                .Gives(Tensor.From([-1.6949999f, 0.405f], 2)),
            OperatorSample.Of(Tensor.From([-0.81f, -1.11f, 0.65f, -0.92f, -0.17f, 0.25f], 2, 3), Tensor.From([0.18f, -1.08f, -1.3f, 1.76f,
                1.29f, -0.09f], 2, 3)).Gives(Tensor.From([1.2602f, 0.20095004f], 2)),
        ],
        ["aten::trapz.dx"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.32f, 1.52f, -0.43f, 1.87f], 4)).Gives(Tensor.Scalar(1.3649999f)),
            OperatorSample.Of(Tensor.From([2.04, 0.9, -1.55, -0.33, -0.04, -0.03], 2, 3)).With("dx", 0.5).With("dim", 0L)
                .Gives(Tensor.From([0.4275, 0.215, -0.395], 3)),
        ],
        ["aten::trapz.x"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2.43f, -2.13f, 0.24f, 0.69f], 4), Tensor.From([0f, 1, 3, 4], 4))
                .Gives(Tensor.Scalar(-3.7050002f)),
            OperatorSample.Of(Tensor.From([-0.18f, 0.9f, 0.41f, 0.78f, -0.11f, -0.41f], 3, 2), Tensor.From([0f, 1, 3], 3)).With("dim", 0L)
                .Gives(Tensor.From([0.41500002f, 1.2099999f], 2)),
        ],
        ["aten::cumulative_trapezoid.dx"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.46f, 0.2f, 0.38f, -0.61f], 4)).Gives(Tensor.From([-0.13f, 0.16f, 0.044999987f], 3)),
            OperatorSample.Of(Tensor.From([0.08, 0.26, -1.44, 0.66, -0.54, 2.4], 3, 2)).With("dx", 0.5).With("dim", 0L)
                .Gives(Tensor.From([-0.33999999999999997, 0.23, -0.835, 0.995], 2, 2)),
        ],
        ["aten::cumulative_trapezoid.x"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.51f, -0.34f, -0.1f, -1.46f], 4), Tensor.From([0f, 1, 3, 4], 4))
                .Gives(Tensor.From([0.08499999f, -0.35500002f, -1.135f], 3)),
            OperatorSample.Of(Tensor.From([1.9f, 0.15f, -0.13f, 0.26f, 1.96f, 1.13f], 3, 2), Tensor.From([0f, 1, 3], 3)).With("dim", 0L)
                .Gives(Tensor.From([0.885f, 0.205f, 2.7150002f, 1.595f], 2, 2)),
        ],
    };
}
