using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class GridSampler : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::grid_sampler_2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 0L, 0L, true)
                .Gives(Tensor.From([1.75f, 0.009999953f, -0.7875f, 1.6374999f, 0, -0.25f, -1, -0.31000006f, -0.45000002f, 1.475f, 0, -1],
                    1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 0L, 1L, false)
                .Gives(Tensor.From([1.75f, 0.2362499f, -1.2f, 1.75f, -0.5f, -0.25f, -1, 0.05749984f, -0.40000004f, 1.5f, 1, -1], 1, 2, 3,
                    2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 0L, 2L, true)
                .Gives(Tensor.From([1.75f, 0.009999953f, -0.575f, 1.6374999f, -0.9649999f, -0.25f, -1, -0.31000006f, -0.70000005f,
                    1.475f, -0.4600001f, -1], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 1L, 0L, false)
                .Gives(Tensor.From([1.75f, -0.75f, 0, 1.75f, 0, 0.25f, -1, -1, 0, 1.5f, 0, -1], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 1L, 1L, true)
                .Gives(Tensor.From([1.75f, -0.75f, -0.75f, 1.75f, -0.5f, 0.25f, -1, -1, -1, 1.5f, 1, -1], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 1L, 2L, false)
                .Gives(Tensor.From([1.75f, -0.75f, -1.5f, 1.75f, -1.5f, 0.25f, -1, -1, 0, 1.5f, 0, -1], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 2L, 0L, true)
                .Gives(Tensor.From([1.75f, 0.0130748125f, -1.35675f, 1.7198828f, -0.002187001f, -0.296875f, -1, -0.42773533f,
                    -0.63935167f, 1.5328907f, 0.004374002f, -1.1875f], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 2L, 1L, false)
                .Gives(Tensor.From([2.215088f, 0.2485857f, -1.3889996f, 2.2602808f, -0.49999994f, -0.25f, -1.1025391f, -0.025989916f,
                    -0.5680001f, 1.7934369f, 0.9999999f, -1], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 2L, 2L, true)
                .Gives(Tensor.From([1.75f, 0.039764278f, -0.9921874f, 1.7336862f, -1.3900878f, -0.25f, -1, -0.31323713f, -0.8734373f,
                    1.4963742f, -0.47915205f, -1], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75, -1.5, 0.25, -0.75, -0.5, 1.75, -1.0, 0.0, -1.0, -1.0, 1.0, 1.5], 1, 2, 3, 2),
                Tensor.From([-1.0, -1.0, 0.20000000298023224, 0.30000001192092896, 1.5, -0.4000000059604645, 0.8999999761581421, 1.0,
                -3.200000047683716, 2.5999999046325684, 0.0, -0.0], 1, 3, 2, 2), 0L, 2L, true)
                .Gives(Tensor.From([1.75, 0.0100000142678619, -0.5750000011175871, 1.6374999731779099, -0.9649998939037374, -0.25, -1.0,
                    -0.309999972358346, -0.6999999955296516, 1.4749999940395355, -0.46000010013580095, -1.0], 1, 2, 3, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([0f, 0.25f, -0.5f, -1, 2, 0.5f, -1, 1.75f, 1.25f], 1, 1, 3, 3), DType.BF16),
                Cast.To(Tensor.From([-1f, 0, 1, 1, 0.5f, -0.5f], 1, 1, 3, 2), DType.BF16), 0L, 0L, true)
                .Gives(Cast.To(Tensor.From([-1f, 1.25f, 0.5625f], 1, 1, 1, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([float.NaN, 0, float.PositiveInfinity, 0, 1e+30f, -1e+30f], 1, 1, 3, 2), 1L, 0L, false)
                .Gives(Tensor.From([0f, 0, 0, 0, 0, 0], 1, 2, 1, 3)),
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([float.NaN, 0, float.PositiveInfinity, 0, 1e+30f, -1e+30f], 1, 1, 3, 2), 0L, 1L, true)
                .Gives(Tensor.From([0.25f, -0.75f, -1.5f, -1, -1, 0], 1, 2, 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 1, 1, 2, 2),
                Tensor.From([float.NaN, 0, 0, float.PositiveInfinity, 0, 0], 1, 1, 3, 2), 0L, 0L, false)
                .Gives(Tensor.From([float.NaN, float.NaN, 2.5f], 1, 1, 1, 3)).Showing("zeros outside have weights that are no numbers"),
        ],
        ["aten::grid_sampler_3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 0L, 0L, true)
                .Gives(Tensor.From([0.95f, 0.56f, 0.61687493f, -0.73749995f], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 0L, 1L, false)
                .Gives(Tensor.From([1.15f, 0.475f, 1.1799998f, -0.75f], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 0L, 2L, true)
                .Gives(Tensor.From([0.95f, 0.45100003f, 0.71187496f, -0.73749995f], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 1L, 0L, false)
                .Gives(Tensor.From([1.25f, 0, 0, 0], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 1L, 1L, true)
                .Gives(Tensor.From([1.25f, 0.25f, 0, -0.75f], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 1L, 2L, false)
                .Gives(Tensor.From([1.25f, 0.25f, 2, -0.75f], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([0.25, 1.75, 1.75, 0.25, 1.25, -0.25, 1.25, 2.0, -1.25, 0.0, -0.5, -0.75], 1, 1, 2, 3, 2),
                Tensor.From([-1.0, -1.0, 0.4000000059604645, 0.20000000298023224, 0.30000001192092896, -1.399999976158142, 1.5,
                -0.4000000059604645, 0.10000000149011612, 0.8999999761581421, 1.0, 1.0], 1, 1, 2, 2, 3), 0L, 0L, true)
                .Gives(Tensor.From([0.9500000029802322, 0.5600000017881392, 0.6168750079069287, -0.7374999970197678], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 1, 1, 2, 2, 2),
                Tensor.From([float.NaN, 0.1f, 0.1f, 0.1f, float.PositiveInfinity, 0.1f, 0.2f, 0.3f, 0.3f], 1, 1, 1, 3, 3), 0L, 0L, false)
                .Gives(Tensor.From([0f, 0, 6.5f], 1, 1, 1, 1, 3)).Showing("volumes end where they end"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 1, 1, 2, 2, 2),
                Tensor.From([float.NaN, 0.1f, 0.1f, 0.1f, float.PositiveInfinity, 0.1f, 0.2f, 0.3f, 0.3f], 1, 1, 1, 3, 3), 1L, 1L, false)
                .Gives(Tensor.From([8f, 8, 8], 1, 1, 1, 1, 3)).Showing("NaN is at a volume's last border"),
        ],
        ["aten::grid_sampler.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                Tensor.From([-1f, -1, 0.2f, 0.3f, 1.5f, -0.4f, 0.9f, 1, -3.2f, 2.6f, 0, -0f], 1, 3, 2, 2), 0L, 0L, true)
                .Gives(Tensor.From([1.75f, 0.009999953f, -0.7875f, 1.6374999f, 0, -0.25f, -1, -0.31000006f, -0.45000002f, 1.475f, 0, -1],
                    1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([0.25f, 1.75f, 1.75f, 0.25f, 1.25f, -0.25f, 1.25f, 2, -1.25f, 0, -0.5f, -0.75f], 1, 1, 2, 3,
                2), Tensor.From([-1f, -1, 0.4f, 0.2f, 0.3f, -1.4f, 1.5f, -0.4f, 0.1f, 0.9f, 1, 1], 1, 1, 2, 2, 3), 1L, 1L, false)
                .Gives(Tensor.From([1.25f, 0.25f, 2, -0.75f], 1, 1, 1, 2, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([1.75f, -1.5f, 0.25f, -0.75f, -0.5f, 1.75f, -1, 0, -1, -1, 1, 1.5f], 1, 2, 3, 2),
                DType.F16), Cast.To(Tensor.From([-1f, -1, 0.19995117f, 0.30004883f, 1.5f, -0.39990234f, 0.89990234f, 1, -3.1992188f,
                2.5996094f, 0, -0f], 1, 3, 2, 2), DType.F16), 2L, 1L, false)
                .Gives(Cast.To(Tensor.From([2.2148438f, 0.24609375f, -1.3808594f, 2.2695312f, -0.50097656f, -0.25f, -1.1025391f,
                    -0.030151367f, -0.56347656f, 1.7988281f, 1.0019531f, -1], 1, 2, 3, 2), DType.F16)),
        ],
    };
}
