using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class ProbabilityLosses : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::binary_cross_entropy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.63f, 0.63f, 0.99f, 0.02f, 0.31f, 0.16f], 3, 2), Tensor.From([0.26f, 0.6f, 0.8f, 0.12f, 0.83f,
                0.92f], 3, 2)).Gives(Tensor.Scalar(0.9470299f)),
            OperatorSample.Of(Tensor.From([0.25f, 0.59f, 0.24f, 0.61f], 4), Tensor.From([0f, 1, 0, 1], 4), Tensor.From([0.26f, 0.54f, 0.7f,
                0.75f], 4), 0L).Gives(Tensor.From([0.07479734f, 0.2849217f, 0.19210579f, 0.37072223f], 4)),
            OperatorSample.Of(Tensor.From([0.8500000238418579, 0.20999999344348907, 0.30000001192092896, 0.10999999940395355], 4),
                Tensor.From([0.07999999821186066, 0.9399999976158142, 0.10999999940395355, 0.4300000071525574], 4), Value.None, 2L)
                .Gives(Tensor.Scalar(4.704934520315868)),
            OperatorSample.Of(Tensor.From([0f, 1], 2), Tensor.From([1f, 0], 2), Value.None, 0L)
                .Gives(Tensor.From([100f, 100], 2)).Showing("a bound on logarithms"),
        ],
        ["aten::binary_cross_entropy_with_logits.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.96f, 0.21f, -0.32f, -0.84f, -0.55f, 0.87f], 3, 2), Tensor.From([0.32f, 0.87f, 0.81f, 0.59f,
                0.36f, 0.52f], 3, 2)).Gives(Tensor.Scalar(0.8610173f)),
            OperatorSample.Of(Tensor.From([0.43f, -0.63f, -0.27f, 1.23f, -1.55f, -1.51f], 2, 3), Tensor.From([0.76f, 0.91f, 0.81f, 0.87f,
                0.05f, 0.32f], 2, 3), Tensor.From([-0.57f, -0.42f, 0.07f], 3), Tensor.From([0.71f, 0.9f, 0.07f], 3), 0L)
                .Gives(Tensor.From([-0.2814916f, -0.3797123f, 0.010867161f, -0.20042545f, -0.109730914f, 0.012181428f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.56, 0.76, -0.14, -0.03], 4), Tensor.From([0.5899999737739563, 0.3499999940395355,
                0.029999999329447746, 0.4399999976158142], 4), Value.None, Value.None, 2L).Gives(Tensor.Scalar(2.981173950515366)),
            OperatorSample.Of(Cast.To(Tensor.From([0.06982422f, 0.010009766f, 1.390625f, -0.050048828f], 4), DType.BF16),
                Cast.To(Tensor.From([0.2890625f, 0.36914062f, 0.87109375f, 0.49023438f], 4), DType.BF16)).With("reduction", 0L)
                .Gives(Cast.To(Tensor.From([0.7109375f, 0.6953125f, 0.40234375f, 0.6953125f], 4), DType.BF16)),
        ],
        ["aten::kl_div.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.66f, 1.36f, 1.03f, 0.83f, 1.97f, -0.49f], 3, 2), Tensor.From([0.42f, 0.76f, 0.8f, 0.42f,
                0.29f, 0.42f], 3, 2)).Gives(Tensor.Scalar(-0.78133684f)),
            OperatorSample.Of(Tensor.From([-0.85f, 0.26f, 1.19f, 0.28f], 4), Tensor.From([-0.41f, 0.93f, 1.14f, -0.45f], 4), 2L)
                .With("log_target", true).Gives(Tensor.Scalar(1.3683201f)),
            OperatorSample.Of(Tensor.From([-0.64, -0.77, 0.51, 0.4], 4), Tensor.From([0.0, 0.5, 0.2, 0.3], 4), 0L)
                .Gives(Tensor.From([0.0, 0.038426409720027366, -0.4238875824868201, -0.4811918412977808], 4)),
        ],
        ["aten::soft_margin_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.27f, -0.14f, -1f, -0.02f], 4), Tensor.From([1f, -1, -1, -1], 4))
                .Gives(Tensor.Scalar(0.61482155f)),
            OperatorSample.Of(Tensor.From([-0.55f, 1.06f, -0.27f, -0.66f, 0.64f, -0.28f], 2, 3), Tensor.From([1f, 1, 1, -1, -1, -1], 2, 3),
                0L).Gives(Tensor.From([1.0054924f, 0.29747584f, 0.8372321f, 0.41663668f, 1.0634965f, 0.5629153f], 2, 3)),
            OperatorSample.Of(Tensor.From([0.92, -0.09, 1.98, -0.73], 4), Tensor.From([1.0, 1.0, 1.0, 1.0], 4), 2L)
                .Gives(Tensor.Scalar(2.3272374778236204)),
        ],
        ["aten::poisson_nll_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.13f, 0.95f, 1.05f, 1.27f], 4), Tensor.From([0f, 1, 2, 3], 4), true, false, 1E-08, 1L)
                .Gives(Tensor.Scalar(0.8207604f)),
            OperatorSample.Of(Tensor.From([0.53000003f, 0.32f, 1f, 0.83000004f], 4), Tensor.From([0f, 1, 2, 3], 4), false, true, 1E-06, 0L)
                .Gives(Tensor.From([0.53000003f, 1.4594312f, 1.6518046f, 3.1530666f], 4)),
            OperatorSample.Of(Tensor.From([0.28, 0.33, 0.86, 0.87], 4), Tensor.From([2.0, 3.0, 5.0, 0.5], 4), true, true, 1E-08, 2L)
                .Gives(Tensor.Scalar(8.365904567771107)),
        ],
        ["aten::multi_margin_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.11f, -0.16f, 0.75f, 0.27f, 0.18f, -0.45f, -2.68f, -1.44f, -1.36f, -0.87f, -0.51f, 0.88f], 3,
                4), Tensor.From([0L, 3, 1], 3)).Gives(Tensor.Scalar(1.3683333f)),
            OperatorSample.Of(Tensor.From([0.22f, 0.84f, 0.08f], 3), Tensor.From([1L], 1), 2L, 0.5, Tensor.From([0.04f, 0.87f, 0.66f], 3),
                0L).Gives(Tensor.From([0f], 1)),
            OperatorSample.Of(Tensor.From([-0.04, -0.88, 1.89, -1.07, -0.48, -1.5], 2, 3), Tensor.From([2L, 0], 2)).With("reduction", 2L)
                .Gives(Tensor.Scalar(0.7200000000000002)),
            OperatorSample.Of(Tensor.From([-0.75f, -0.28f, -0.53f], 3), Tensor.Scalar(2L)).With("reduction", 0L)
                .Gives(Tensor.Scalar(0.6766667f)),
        ],
        ["aten::log_sigmoid_forward.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.13f, -1.04f, 0.14f, 2.07f], 4))
                .Gives(Value.List(Tensor.From([-0.7602582f, -1.3426603f, -0.6255952f, -0.118836515f], 4), Tensor.From([0.87809545f,
                0.3534547f, 0.86935824f, 0.12618579f], 4))),
            OperatorSample.Of(Tensor.From([float.NaN, 100, -100], 3))
                .Gives(Value.List(Tensor.From([float.NaN, -3.9E-44f, -100f], 3), Tensor.From([float.NaN, 3.8E-44f, 3.8E-44f], 3))),
            OperatorSample.Of(Tensor.From([-1.57, 1.3, 0.83, -0.82], 2, 2))
                .Gives(Value.List(Tensor.From([-1.7590035014265906, -0.2410084538329922, -0.36189579198797783, -1.1849428287424453], 2, 2),
                Tensor.From([0.20804518235702046, 0.2725317930340126, 0.4360492863215356, 0.4404316545059993], 2, 2))),
        ],
    };
}
