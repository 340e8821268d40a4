using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class RecurrentLayers : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::lstm.input"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.375f, -0.0625f, -0.5f, 0.4375f], 2, 1, 2), Value.List(Tensor.From([0f, -0.5f], 1, 1, 2),
                Tensor.From([-0.1875f, -0.3125f], 1, 1, 2)), Value.List(Tensor.From([0f, 0.0625f, 0.3125f, 0.25f, -0.5f, 0, 0.5f,
                -0.125f, 0.4375f, 0.5f, -0.0625f, 0.4375f, -0.0625f, -0.5f, 0.375f, 0], 8, 2), Tensor.From([-0.1875f, 0.1875f, 0.25f,
                0.4375f, -0.3125f, -0.25f, 0, -0.375f, -0.25f, 0.4375f, -0.1875f, -0.125f, 0.5f, 0.25f, -0.4375f, -0.5f], 8, 2),
                Tensor.From([0.3125f, -0.125f, -0.5f, 0.0625f, 0.0625f, -0.4375f, 0.25f, 0.125f], 8), Tensor.From([0.1875f, 0, -0.125f,
                -0.1875f, 0.0625f, 0.375f, 0.25f, -0.125f], 8)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Tensor.From([-0.14710197f, -0.0777883f, -0.013629351f, 0.012488638f], 2, 1, 2),
                    Tensor.From([-0.013629351f, 0.012488638f], 1, 1, 2), Tensor.From([-0.024577554f, 0.026080932f], 1, 1, 2))),
            OperatorSample.Of(Tensor.From([-0.375f, -0.1875f, -0.125f], 1, 3, 1), Value.List(Tensor.From([0.1875f, -0.5f, -0.4375f,
                -0.1875f], 4, 1, 1), Tensor.From([0.25f, 0.375f, 0.375f, 0.125f], 4, 1, 1)), Value.List(Tensor.From([-0.5f, 0.1875f,
                0.4375f, -0.0625f], 4, 1), Tensor.From([0.25f, 0.1875f, -0.3125f, -0.375f], 4, 1), Tensor.From([-0.4375f, 0, -0.1875f,
                -0.4375f], 4, 1), Tensor.From([-0.1875f, 0.125f, -0.375f, 0.3125f], 4, 1), Tensor.From([0.3125f, 0.3125f, 0.125f, 0,
                0.1875f, 0.4375f, 0.375f, -0.3125f], 4, 2), Tensor.From([0.3125f, 0.4375f, -0.0625f, 0.125f], 4, 1),
                Tensor.From([-0.0625f, 0.0625f, -0.3125f, 0.5f, -0.375f, -0.375f, 0.125f, -0.4375f], 4, 2), Tensor.From([-0.0625f,
                -0.1875f, 0, 0.1875f], 4, 1)), false, 2L, 0.5, false, true, true)
                .Gives(Value.List(Tensor.From([0.09191625f, -0.0015015408f, 0.0541309f, 0.0063653137f, 0.039937485f, 0.021229858f], 1, 3,
                    2), Tensor.From([-0.023008479f, 0.050777074f, 0.039937485f, -0.0015015408f], 4, 1, 1), Tensor.From([-0.04568695f,
                    0.0931572f, 0.0818603f, -0.0030349428f], 4, 1, 1)))
                .Showing("two layers in both directions, batches first"),
            OperatorSample.Of(Tensor.From([0.25, 0.0, 0.4375, -0.5], 1, 2, 2), Value.List(Tensor.From([0.0625, -0.125], 1, 2, 1),
                Tensor.From([-0.0625, 0.5], 1, 2, 1)), Value.List(Tensor.From([0.375, 0.3125, -0.125, 0.125, -0.25, 0.3125, 0.1875,
                -0.0625], 4, 2), Tensor.From([0.4375, -0.125, -0.25, -0.1875], 4, 1), Tensor.From([0.375, 0.4375, 0.3125, 0.0625], 4),
                Tensor.From([-0.25, 0.5, -0.375, 0.0625], 4)), true, 1L, 0.0, true, false, false)
                .Gives(Value.List(Tensor.From([-0.0659850973289902, 0.1109574791191605], 1, 2, 1), Tensor.From([-0.0659850973289902,
                    0.1109574791191605], 1, 2, 1), Tensor.From([-0.1228189535139168, 0.19894842270008878], 1, 2, 1))),
            OperatorSample.Of(Tensor.From([0.0625f, 0.125f, 0.125f, 0], 2, 1, 2), Value.List(Tensor.From([0.125f], 1, 1, 1),
                Tensor.From([0.0625f, 0.25f], 1, 1, 2)), Value.List(Tensor.From([0.125f, 0.1875f, -0.4375f, -0.4375f, -0.3125f, 0.3125f,
                0.375f, 0.0625f, 0.3125f, 0.3125f, 0.3125f, 0.3125f, 0.1875f, -0.0625f, 0.3125f, 0.375f], 8, 2), Tensor.From([-0.1875f,
                0.125f, -0.4375f, 0.3125f, 0.1875f, -0.25f, -0.0625f, 0.375f], 8, 1), Tensor.From([0.3125f, 0.125f, -0.5f, 0.125f, 0.25f,
                0.375f, 0, -0.1875f], 8), Tensor.From([-0.375f, 0.3125f, 0.3125f, 0.125f, 0, -0.4375f, 0.25f, -0.25f], 8),
                Tensor.From([-0.125f, 0.3125f], 1, 2)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Tensor.From([0.003450079f, -0.008176772f], 2, 1, 1), Tensor.From([-0.008176772f], 1, 1, 1),
                    Tensor.From([0.21895295f, 0.056753617f], 1, 1, 2)))
                .Showing("projected states"),
            OperatorSample.Of(Cast.To(Tensor.From([-0.375f, 0.25f], 2, 1, 1), DType.BF16), Value.List(Cast.To(Tensor.From([0.1875f], 1,
                1, 1), DType.BF16), Cast.To(Tensor.From([-0.3125f], 1, 1, 1), DType.BF16)), Value.List(Cast.To(Tensor.From([-0.375f,
                -0.0625f, 0.375f, 0.3125f], 4, 1), DType.BF16), Cast.To(Tensor.From([0.3125f, -0.3125f, -0.4375f, -0.4375f], 4, 1),
                DType.BF16), Cast.To(Tensor.From([-0.3125f, -0.4375f, -0.5f, 0.4375f], 4), DType.BF16), Cast.To(Tensor.From([0.0625f,
                -0.5f, 0.4375f, 0.25f], 4), DType.BF16)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Cast.To(Tensor.From([-0.13476562f, -0.018676758f], 2, 1, 1), DType.BF16),
                    Cast.To(Tensor.From([-0.018676758f], 1, 1, 1), DType.BF16), Cast.To(Tensor.From([-0.026855469f], 1, 1, 1),
                    DType.BF16))),
        ],
        ["aten::lstm.data"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.1875f, 0.0625f, -0.375f, -0.5f, 0.125f, 0], 3, 2), Tensor.From([2L, 1], 2),
                Value.List(Tensor.From([-0.0625f, -0.3125f, -0.1875f, -0.0625f], 2, 2, 1), Tensor.From([-0.125f, -0.5f, -0.25f,
                -0.1875f], 2, 2, 1)), Value.List(Tensor.From([0.375f, 0.1875f, 0.3125f, -0.125f, 0, 0.0625f, 0.5f, 0], 4, 2),
                Tensor.From([-0.375f, 0.375f, -0.125f, 0], 4, 1), Tensor.From([-0.125f, 0.1875f, -0.3125f, -0.25f], 4),
                Tensor.From([-0.0625f, 0.25f, -0.1875f, -0.375f], 4), Tensor.From([-0.25f, 0.25f, -0.0625f, 0.375f, 0.125f, -0.1875f,
                0.4375f, 0.4375f], 4, 2), Tensor.From([0.125f, 0.1875f, 0.3125f, 0.1875f], 4, 1), Tensor.From([-0.4375f, 0.5f, -0.3125f,
                -0.3125f], 4), Tensor.From([-0.25f, 0.25f, -0.375f, -0.125f], 4)), true, 1L, 0.0, false, true)
                .Gives(Value.List(Tensor.From([-0.08777557f, -0.16452013f, -0.13629869f, -0.090683766f, -0.13221142f, -0.14000882f], 3,
                    2), Tensor.From([-0.13221142f, -0.13629869f, -0.16452013f, -0.090683766f], 2, 2, 1), Tensor.From([-0.38177702f,
                    -0.4765203f, -0.47324306f, -0.30850166f], 2, 2, 1))),
            OperatorSample.Of(Tensor.From([-0.3125f, -0.125f, -0.1875f, -0.375f], 4, 1), Tensor.From([2L, 1, 1], 3),
                Value.List(Tensor.From([0.3125f, -0.125f, -0.25f, 0.125f], 1, 2, 2), Tensor.From([-0.125f, -0.25f, 0.25f, 0.125f], 1, 2,
                2)), Value.List(Tensor.From([-0.4375f, 0.5f, 0.4375f, -0.4375f, 0.25f, 0.0625f, 0.125f, 0], 8, 1), Tensor.From([0.3125f,
                -0.0625f, -0.4375f, -0.4375f, -0.5f, -0.375f, 0.25f, 0.4375f, 0.25f, -0.1875f, 0.125f, -0.4375f, -0.375f, 0.5f, 0.4375f,
                0.25f], 8, 2)), false, 1L, 0.0, false, false)
                .Gives(Value.List(Tensor.From([-0.018576551f, -0.053678334f, 0.03688944f, 0.008363805f, -0.020460183f, -0.023710167f,
                    -0.034157272f, -0.016331883f], 4, 2), Tensor.From([-0.034157272f, -0.016331883f, 0.03688944f, 0.008363805f], 1, 2,
                    2), Tensor.From([-0.070219f, -0.032920472f, 0.069049075f, 0.017408993f], 1, 2, 2))),
        ],
        ["aten::gru.input"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.5f, -0.4375f, 0.375f, 0.125f], 2, 1, 2), Tensor.From([0f, 0.375f], 1, 1, 2),
                Value.List(Tensor.From([0.5f, 0, -0.3125f, 0.25f, -0.3125f, -0.3125f, -0.3125f, -0.3125f, 0.0625f, -0.0625f, -0.3125f,
                0.25f], 6, 2), Tensor.From([0.375f, 0.25f, -0.0625f, -0.1875f, 0.5f, 0.4375f, 0.25f, 0.375f, 0.1875f, 0.3125f, 0.4375f,
                -0.25f], 6, 2), Tensor.From([-0.1875f, 0.25f, -0.125f, 0.5f, 0.5f, 0.0625f], 6), Tensor.From([0.125f, 0, 0, 0.1875f,
                -0.25f, -0.125f], 6)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Tensor.From([0.1717313f, 0.27978936f, 0.29797345f, 0.156665f], 2, 1, 2), Tensor.From([0.29797345f,
                    0.156665f], 1, 1, 2))),
            OperatorSample.Of(Tensor.From([-0.1875f, 0.5f, 0.25f], 1, 3, 1), Tensor.From([-0.3125f, 0.5f, -0.5f, 0.375f], 4, 1, 1),
                Value.List(Tensor.From([0.375f, -0.4375f, -0.5f], 3, 1), Tensor.From([0.1875f, -0.375f, 0.3125f], 3, 1),
                Tensor.From([-0.1875f, 0, -0.5f], 3, 1), Tensor.From([-0.3125f, -0.1875f, -0.4375f], 3, 1), Tensor.From([0.0625f, 0.5f,
                -0.1875f, -0.0625f, -0.3125f, -0.3125f], 3, 2), Tensor.From([0.375f, -0.5f, 0.1875f], 3, 1), Tensor.From([-0.3125f,
                -0.3125f, -0.125f, 0.0625f, 0.4375f, -0.0625f], 3, 2), Tensor.From([0.25f, 0, 0.5f], 3, 1)), false, 2L, 0.5, false, true,
                true)
                .Gives(Value.List(Tensor.From([-0.28479183f, 0.017949488f, -0.12594262f, 0.080589205f, -0.062145278f, 0.19537532f], 1, 3,
                    2), Tensor.From([-0.1856791f, 0.017009497f, -0.062145278f, 0.017949488f], 4, 1, 1)))
                .Showing("two layers in both directions, batches first"),
            OperatorSample.Of(Tensor.From([-0.5, 0.5, 0.0, 0.25], 1, 2, 2), Tensor.From([0.0, -0.5], 1, 2, 1),
                Value.List(Tensor.From([0.4375, 0.5, -0.4375, -0.25, -0.1875, -0.3125], 3, 2), Tensor.From([0.25, -0.0625, -0.4375], 3,
                1), Tensor.From([0.0625, -0.125, -0.125], 3), Tensor.From([0.1875, 0.3125, 0.125], 3)), true, 1L, 0.0, true, false,
                false)
                .Gives(Value.List(Tensor.From([-0.049788401638940924, -0.27404484563778064], 1, 2, 1),
                    Tensor.From([-0.049788401638940924, -0.27404484563778064], 1, 2, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([-0.4375f, -0.375f], 2, 1, 1), DType.BF16), Cast.To(Tensor.From([-0.25f], 1, 1, 1),
                DType.BF16), Value.List(Cast.To(Tensor.From([-0.125f, 0.5f, 0.125f], 3, 1), DType.BF16), Cast.To(Tensor.From([0.375f,
                -0.1875f, 0.1875f], 3, 1), DType.BF16), Cast.To(Tensor.From([-0.3125f, -0.125f, -0.4375f], 3), DType.BF16),
                Cast.To(Tensor.From([0.125f, 0.4375f, -0.3125f], 3), DType.BF16)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Cast.To(Tensor.From([-0.40039062f, -0.4765625f], 2, 1, 1), DType.BF16),
                    Cast.To(Tensor.From([-0.4765625f], 1, 1, 1), DType.BF16))),
        ],
        ["aten::gru.data"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.3125f, 0.3125f, -0.3125f, -0.125f, -0.3125f, 0.5f], 3, 2), Tensor.From([2L, 1], 2),
                Tensor.From([-0.375f, -0.3125f, -0.375f, -0.375f], 2, 2, 1), Value.List(Tensor.From([-0.25f, -0.1875f, 0.4375f, -0.3125f,
                0.0625f, 0.375f], 3, 2), Tensor.From([0.0625f, -0.5f, -0.5f], 3, 1), Tensor.From([0.1875f, -0.0625f, 0.5f], 3),
                Tensor.From([-0.5f, 0.0625f, -0.3125f], 3), Tensor.From([0.0625f, -0.25f, 0.5f, -0.3125f, -0.375f, -0.125f], 3, 2),
                Tensor.From([0.375f, 0.3125f, 0.4375f], 3, 1), Tensor.From([-0.5f, 0.0625f, 0.375f], 3), Tensor.From([-0.4375f, 0.0625f,
                0.5f], 3)), true, 1L, 0.0, false, true)
                .Gives(Value.List(Tensor.From([0.02600348f, 0.21892782f, 0.0086170435f, 0.10362044f, 0.29124302f, 0.10958943f], 3, 2),
                    Tensor.From([0.29124302f, 0.0086170435f, 0.21892782f, 0.10362044f], 2, 2, 1))),
            OperatorSample.Of(Tensor.From([-0.0625f, -0.3125f, -0.1875f, -0.5f], 4, 1), Tensor.From([2L, 1, 1], 3), Tensor.From([0f,
                0.25f, -0.1875f, -0.3125f], 1, 2, 2), Value.List(Tensor.From([0.5f, -0.4375f, -0.25f, 0.3125f, -0.5f, -0.375f], 6, 1),
                Tensor.From([0.125f, -0.3125f, -0.375f, 0.4375f, 0, -0.125f, 0.375f, -0.125f, 0.3125f, -0.5f, -0.5f, -0.25f], 6, 2)),
                false, 1L, 0.0, false, false)
                .Gives(Value.List(Tensor.From([-0.014022826f, 0.1167281f, -0.004934117f, -0.03801453f, 0.024533637f, 0.08641819f,
                    0.1216119f, 0.12983078f], 4, 2), Tensor.From([0.1216119f, 0.12983078f, -0.004934117f, -0.03801453f], 1, 2, 2))),
        ],
        ["aten::rnn_tanh.input"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.125f, 0.3125f, 0, -0.4375f], 2, 1, 2), Tensor.From([0.125f, -0.375f], 1, 1, 2),
                Value.List(Tensor.From([-0.1875f, -0.4375f, 0.1875f, 0.25f], 2, 2), Tensor.From([0.5f, -0.375f, 0.375f, 0.1875f], 2, 2),
                Tensor.From([-0.125f, 0.375f], 2), Tensor.From([0.5f, 0.25f], 2)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Tensor.From([0.39521784f, 0.6063476f, 0.4904364f, 0.651282f], 2, 1, 2), Tensor.From([0.4904364f,
                    0.651282f], 1, 1, 2))),
            OperatorSample.Of(Tensor.From([0.5f, 0.3125f, 0.0625f], 1, 3, 1), Tensor.From([-0.0625f, -0.5f, 0.1875f, -0.4375f], 4, 1, 1),
                Value.List(Tensor.From([0.4375f], 1, 1), Tensor.From([0.0625f], 1, 1), Tensor.From([-0.4375f], 1, 1),
                Tensor.From([0.4375f], 1, 1), Tensor.From([0.25f, 0.125f], 1, 2), Tensor.From([-0.25f], 1, 1), Tensor.From([0.0625f, 0],
                1, 2), Tensor.From([0.25f], 1, 1)), false, 2L, 0.5, false, true, true)
                .Gives(Value.List(Tensor.From([-0.032958385f, 0.008883162f, 0.015741803f, -0.017365938f, -0.024928384f, -0.10667822f], 1,
                    3, 2), Tensor.From([0.036629226f, -0.3119588f, -0.024928384f, 0.008883162f], 4, 1, 1)))
                .Showing("two layers in both directions, batches first"),
            OperatorSample.Of(Tensor.From([0.0, -0.5, -0.5, 0.0], 1, 2, 2), Tensor.From([0.1875, -0.1875], 1, 2, 1),
                Value.List(Tensor.From([-0.1875, 0.375], 1, 2), Tensor.From([-0.3125], 1, 1), Tensor.From([0.5], 1), Tensor.From([0.125],
                1)), true, 1L, 0.0, true, false, false)
                .Gives(Value.List(Tensor.From([0.36175723113576447, 0.6511794433384197], 1, 2, 1), Tensor.From([0.36175723113576447,
                    0.6511794433384197], 1, 2, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([0.0625f, -0.3125f], 2, 1, 1), DType.BF16), Cast.To(Tensor.From([-0.5f], 1, 1, 1),
                DType.BF16), Value.List(Cast.To(Tensor.From([0.125f], 1, 1), DType.BF16), Cast.To(Tensor.From([0.4375f], 1, 1),
                DType.BF16), Cast.To(Tensor.From([-0.5f], 1), DType.BF16), Cast.To(Tensor.From([-0.3125f], 1), DType.BF16)), true, 1L,
                0.0, false, false, false)
                .Gives(Value.List(Cast.To(Tensor.From([-0.76953125f, -0.828125f], 2, 1, 1), DType.BF16),
                    Cast.To(Tensor.From([-0.828125f], 1, 1, 1), DType.BF16))),
        ],
        ["aten::rnn_tanh.data"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.0625f, -0.375f, 0.0625f, -0.25f, -0.0625f], 3, 2), Tensor.From([2L, 1], 2),
                Tensor.From([-0.3125f, 0.0625f, 0, -0.5f], 2, 2, 1), Value.List(Tensor.From([0.375f, -0.5f], 1, 2),
                Tensor.From([-0.125f], 1, 1), Tensor.From([0.4375f], 1), Tensor.From([0.4375f], 1), Tensor.From([0.5f, -0.125f], 1, 2),
                Tensor.From([0.0625f], 1, 1), Tensor.From([-0.4375f], 1), Tensor.From([0.1875f], 1)), true, 1L, 0.0, false, true)
                .Gives(Value.List(Tensor.From([0.7078255f, -0.2727043f, 0.601384f, -0.44348642f, 0.6193943f, -0.3515292f], 3, 2),
                    Tensor.From([0.6193943f, 0.601384f, -0.2727043f, -0.44348642f], 2, 2, 1))),
            OperatorSample.Of(Tensor.From([-0.3125f, 0.5f, 0.375f, -0.0625f], 4, 1), Tensor.From([2L, 1, 1], 3), Tensor.From([-0.25f,
                -0.125f, -0.0625f, -0.25f], 1, 2, 2), Value.List(Tensor.From([-0.3125f, -0.4375f], 2, 1), Tensor.From([-0.4375f, -0.25f,
                0.25f, 0.3125f], 2, 2)), false, 1L, 0.0, false, false)
                .Gives(Value.List(Tensor.From([0.23387167f, 0.035141774f, -0.06630881f, -0.30270973f, -0.2244068f, -0.09433147f,
                    0.14035931f, -0.058170784f], 4, 2), Tensor.From([0.14035931f, -0.058170784f, -0.06630881f, -0.30270973f], 1, 2, 2))),
        ],
        ["aten::rnn_relu.input"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.25f, 0, 0.0625f, 0.375f], 2, 1, 2), Tensor.From([0.5f, -0.4375f], 1, 1, 2),
                Value.List(Tensor.From([0.4375f, 0.1875f, -0.125f, -0.3125f], 2, 2), Tensor.From([0.25f, 0.0625f, 0, 0.1875f], 2, 2),
                Tensor.From([-0.125f, 0.125f], 2), Tensor.From([-0.25f, 0.375f], 2)), true, 1L, 0.0, false, false, false)
                .Gives(Value.List(Tensor.From([0f, 0.38671875f, 0, 0.44750977f], 2, 1, 2), Tensor.From([0f, 0.44750977f], 1, 1, 2))),
            OperatorSample.Of(Tensor.From([0f, -0.5f, -0.25f], 1, 3, 1), Tensor.From([0.5f, 0.0625f, -0.1875f, 0.375f], 4, 1, 1),
                Value.List(Tensor.From([-0.4375f], 1, 1), Tensor.From([0.3125f], 1, 1), Tensor.From([0.1875f], 1, 1),
                Tensor.From([0.125f], 1, 1), Tensor.From([-0.5f, 0.125f], 1, 2), Tensor.From([0.125f], 1, 1), Tensor.From([-0.375f,
                0.5f], 1, 2), Tensor.From([-0.0625f], 1, 1)), false, 2L, 0.5, false, true, true)
                .Gives(Value.List(Tensor.From([0f, 0, 0, 0, 0, 0], 1, 3, 2), Tensor.From([0.19299316f, 0, 0, 0], 4, 1, 1)))
                .Showing("two layers in both directions, batches first"),
            OperatorSample.Of(Tensor.From([-0.1875, -0.125, -0.1875, -0.1875], 1, 2, 2), Tensor.From([-0.25, 0.25], 1, 2, 1),
                Value.List(Tensor.From([-0.5, 0.3125], 1, 2), Tensor.From([-0.125], 1, 1), Tensor.From([0.0], 1), Tensor.From([-0.5],
                1)), true, 1L, 0.0, true, false, false)
                .Gives(Value.List(Tensor.From([0.0, 0.0], 1, 2, 1), Tensor.From([0.0, 0.0], 1, 2, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([0.4375f, 0.0625f], 2, 1, 1), DType.BF16), Cast.To(Tensor.From([-0.125f], 1, 1, 1),
                DType.BF16), Value.List(Cast.To(Tensor.From([-0.125f], 1, 1), DType.BF16), Cast.To(Tensor.From([-0.3125f], 1, 1),
                DType.BF16), Cast.To(Tensor.From([-0.0625f], 1), DType.BF16), Cast.To(Tensor.From([0.125f], 1), DType.BF16)), true, 1L,
                0.0, false, false, false)
                .Gives(Value.List(Cast.To(Tensor.From([0.046875f, 0.040039062f], 2, 1, 1), DType.BF16),
                    Cast.To(Tensor.From([0.040039062f], 1, 1, 1), DType.BF16))),
        ],
        ["aten::rnn_relu.data"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.1875f, 0.0625f, -0.5f, -0.5f, -0.25f, -0.5f], 3, 2), Tensor.From([2L, 1], 2),
                Tensor.From([0f, 0.3125f, 0.3125f, 0.4375f], 2, 2, 1), Value.List(Tensor.From([-0.0625f, 0], 1, 2), Tensor.From([0.25f],
                1, 1), Tensor.From([0.125f], 1), Tensor.From([-0.5f], 1), Tensor.From([0.125f, 0.125f], 1, 2), Tensor.From([0.5f], 1, 1),
                Tensor.From([-0.5f], 1), Tensor.From([0.5f], 1)), true, 1L, 0.0, false, true)
                .Gives(Value.List(Tensor.From([0f, 0.015625f, 0, 0.09375f, 0, 0.0625f], 3, 2), Tensor.From([0f, 0, 0.015625f, 0.09375f],
                    2, 2, 1))),
            OperatorSample.Of(Tensor.From([-0.4375f, 0.0625f, -0.375f, -0.4375f], 4, 1), Tensor.From([2L, 1, 1], 3), Tensor.From([0.25f,
                0.4375f, 0.375f, 0.3125f], 1, 2, 2), Value.List(Tensor.From([0.125f, 0.5f], 2, 1), Tensor.From([0.125f, 0.0625f, -0.25f,
                0.5f], 2, 2)), false, 1L, 0.0, false, false)
                .Gives(Value.List(Tensor.From([0.00390625f, 0, 0.07421875f, 0.09375f, 0, 0, 0, 0], 4, 2), Tensor.From([0f, 0,
                    0.07421875f, 0.09375f], 1, 2, 2))),
        ],
    };
}
