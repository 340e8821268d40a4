using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class ShortTimeFourier : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::stft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.01f, 1.45f, -0.34f, -0.02f, 3.07f, -0.43f, -0.73f, -0.41f, 0.24f, 0.02f], 10), 4L)
                .With("return_complex", true)
                .Gives(Tensor.From([new Complex64(0.08000004f, 0f), new Complex64(4.16f, 0f), new Complex64(2.28f, 0f),
                new Complex64(1.8899999f, 0f), new Complex64(1.4999999f, 0f), new Complex64(-1.33f, 0f), new Complex64(-0.88f, 0f),
                new Complex64(-0.66999996f, -1.47f), new Complex64(1.47f, 3.4099998f), new Complex64(-3.4099998f, -0.41f),
                new Complex64(0.41f, -3.8f), new Complex64(3.8f, 0.02000001f), new Complex64(-0.02000001f, 0.97f), new Complex64(-0.97f,
                0.43f), new Complex64(-2.7800002f, 0f), new Complex64(-1.3f, 0f), new Complex64(3.18f, 0f), new Complex64(-2.79f, 0f),
                new Complex64(3.1799998f, 0f), new Complex64(-0.35000002f, 0f), new Complex64(-0.100000024f, 0f)], 3, 7)),
            OperatorSample.Of(Tensor.From([-0.49f, 0.87f, -0.29f, 1.68f, 1.01f, 0.62f, 2.28f, 1.57f, -0.31f, 1.5f, -0.75f, -1.44f, 0.04f,
                -1.65f, -1.46f, 0.35f, -0.11f, -0.74f], 2, 9), 4L, 3L, 3L, Tensor.From([0.5f, 1f, 0.5f], 3), true, false, false)
                .Gives(Tensor.From([0.24000001f, 0f, 1.0799999f, 0f, -0.050000004f, -0.435f, 0.265f, -0.505f, -0.63f, 0f, 0.06999999f, 0f,
                -0.050000004f, 0.435f, 0.265f, 0.505f, -0.36f, 0f, -1.1800001f, 0f, 0.735f, 0.375f, 0.375f, 0.825f, 0.39f, 0f, 0.46999997f,
                0f, 0.735f, -0.375f, 0.375f, -0.825f], 2, 4, 2, 2)),
            OperatorSample.Of(Tensor.From([1.44, 0.92, 1.05, -0.15, -1.17, 1.52, 0.79, -1.93], 8), 4L, 2L, Value.None)
                .With("return_complex", true).With("onesided", true)
                .Gives(Tensor.From([new Complex(3.2600000000000002, 0.0), new Complex(1.2500000000000002, 0.0),
                new Complex(-0.7899999999999998, 0.0), new Complex(0.3899999999999999, -1.07), new Complex(2.2199999999999998, 1.67),
                new Complex(-1.96, -3.45), new Complex(1.7200000000000002, 0.0), new Complex(-1.49, 0.0), new Complex(0.030000000000000027,
                0.0)], 3, 3)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.23f, -0.45f), new Complex64(-1.22f, -0.7f), new Complex64(0.99f, 0.12f),
                new Complex64(0.26f, -0.41f), new Complex64(-0.4f, 0.13f), new Complex64(0.58f, 1.69f), new Complex64(-0.17f, 0.41f),
                new Complex64(-0.65f, 0.52f)], 8), 4L)
                .Gives(Tensor.From([new Complex64(-0.20000005f, -1.44f), new Complex64(-0.37f, -0.86f), new Complex64(1.4300001f,
                1.5300001f), new Complex64(0.26999998f, 1.82f), new Complex64(-0.64f, 2.75f), new Complex64(-1.51f, 0.91f),
                new Complex64(-1.49f, -1.68f), new Complex64(-0.71000016f, 0.31f), new Complex64(-0.6f, -1.8700001f),
                new Complex64(0.94000006f, -1.51f), new Complex64(1.72f, 0.78000003f), new Complex64(-1.5500001f, -1.36f),
                new Complex64(-0.24999994f, -1.0300001f), new Complex64(1.41f, 0.7400001f), new Complex64(-0.5f, -1.6700001f),
                new Complex64(-0.93000007f, -2.05f), new Complex64(-1.47f, 1.1f), new Complex64(3.4900002f, -0.32999998f),
                new Complex64(-0.03999999f, -2.3300002f), new Complex64(-1.4000001f, 0.95000005f)], 4,
                5)).Showing("of complex numbers, all frequencies"),
            OperatorSample.Of(Tensor.From([0.03f, 0.44f, -0.62f, -0.14f, 1.5f, -0.52f, 0.4f, 1.35f], 8), 4L, 2L)
                .With("return_complex", true).With("align_to_window", false)
                .Gives(Tensor.From([new Complex64(-0.29000002f, 0f), new Complex64(0.22000003f, 0f), new Complex64(2.73f, 0f),
                new Complex64(0.65f, -0.58f), new Complex64(-2.12f, -0.38f), new Complex64(1.1f, 1.87f), new Complex64(-0.89000005f, 0f),
                new Complex64(1.54f, 0f), new Complex64(1.0699999f, 0f)], 3, 3)),
        ],
        ["aten::stft.center"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.84f, -0.17f, -1.3f, -0.57f, -0.8f, -0.91f, 0.05f, 0.04f, -2.67f, 0.11f], 10), 4L, 2L, 4L,
                Tensor.From([0f, 0.5f, 1f, 0.5f], 4)).With("return_complex", true)
                .Gives(Tensor.From([new Complex64(-2.01f, 0f), new Complex64(-1.67f, 0f), new Complex64(-1.54f, 0f), new Complex64(-0.385f,
                0f), new Complex64(-2.595f, 0f), new Complex64(-2.595f, 0f), new Complex64(1.84f, 0f), new Complex64(1.3f, -0.19999999f),
                new Complex64(0.8f, -0.17000002f), new Complex64(-0.05f, 0.47500002f), new Complex64(2.67f, 0.035f), new Complex64(2.67f,
                -0.035f), new Complex64(-1.6700001f, 0f), new Complex64(-0.92999995f, 0f), new Complex64(-0.060000002f, 0f),
                new Complex64(0.485f, 0f), new Complex64(-2.7450001f, 0f), new Complex64(-2.7450001f, 0f)], 3, 6)),
            OperatorSample.Of(Tensor.From([-0.2f, -1.95f, 0.81f, -1.38f, -1.04f, -0.96f, 1.01f, -1.49f, 0.35f, 0.34f, -0.67f, -0.02f,
                -0.8f, -0.3f], 2, 7), 5L, 2L, 3L, Value.None, true, "constant", true, true, false)
                .Gives(Tensor.From([-0.9615093f, 0f, -1.1269783f, 0f, -1.511582f, 0f, 0.022360684f, 0f, 0.7778774f, -0.4600147f,
                -0.06325545f, 0.253709f, 0.5328955f, 0.60797834f, -0.49809015f, 0.14281817f, -0.29712272f, 0.7443195f, 0.62674457f,
                1.4440506f, 0.2228955f, 0.32872844f, 0.48690984f, 0.6819296f, -0.5098235f, 0f, 0.008944264f, 0f, -0.6663483f, 0f,
                -0.49193496f, 0f, 0.41245586f, 0.48367262f, 0.16776393f, -0.41435808f, 0.20408705f, 0.079932906f, -0.0020162603f,
                0.41911998f, -0.15754412f, -0.7825988f, -0.17223607f, 0.33757573f, 0.12908708f, 0.5078738f, 0.24798377f, 0.08269481f], 2,
                3, 4, 2)),
            OperatorSample.Of(Tensor.From([-0.28f, -0.73f, 1.02f, -0.13f, -1.04f, 0.18f, -1.51f, -1.3f, 0.13f], 9), 4L, 3L, Value.None,
                Value.None, false).With("return_complex", true).With("align_to_window", Value.None)
                .Gives(Tensor.From([new Complex64(-0.120000005f, 0f), new Complex64(-2.5f, 0f), new Complex64(-1.3f, 0.6f),
                new Complex64(-0.31f, -0.47000003f), new Complex64(1.6f, 0f), new Complex64(2.6f, 0f)], 3, 2)),
        ],
        ["aten::istft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(-1.91f, 0f), new Complex64(1.17f, 0f), new Complex64(-0.42999995f, 0f),
                new Complex64(-1.06f, 0f), new Complex64(0.74f, 0.84999996f), new Complex64(-0.42000002f, 0f), new Complex64(-0.07000005f,
                0f), new Complex64(-0.53f, 0.14f), new Complex64(1.13f, 0f), new Complex64(-0.47500002f, 0f), new Complex64(0.46f,
                -0.54499996f), new Complex64(-0.445f, 0f), new Complex64(-1.25f, 0f), new Complex64(0.56f, -0.23f), new Complex64(0.13f,
                0f), new Complex64(-1.22f, 0f), new Complex64(0.92f, 0.26f), new Complex64(-0.62f, 0f), new Complex64(-0.93f, 0f),
                new Complex64(0.04f, 0.030000001f), new Complex64(0.84999996f, 0f), new Complex64(-0.09499997f, 0f), new Complex64(0.86f,
                0.805f), new Complex64(-1.625f, 0f), new Complex64(1.6400001f, 0f), new Complex64(-1.57f, 0.93f), new Complex64(1.5f, 0f),
                new Complex64(2.0900002f, 0f), new Complex64(-1f, -0.48000002f), new Complex64(-0.09000003f, 0f), new Complex64(1.13f, 0f),
                new Complex64(-0.61f, -0.48f), new Complex64(0.09000003f, 0f), new Complex64(0.65000004f, 0f), new Complex64(-0.04f, 0f),
                new Complex64(-0.57f, 0f), new Complex64(1.13f, 0f), new Complex64(-0.61f, 0.48f), new Complex64(0.09000003f, 0f)],
                39).AsStrided([3, 13], [1, 3], 0), 4L, 1L, 4L, Tensor.From([0f, 0.5f, 1f, 0.5f], 4))
                .Gives(Tensor.From([-1.17f, -0.74f, 0.53f, -0.46000004f, -0.56f, -0.92f, -0.040000014f, -0.8600001f, 1.57f, 1f, 0.6100001f,
                0.040000003f], 12)),
            OperatorSample.Of(Tensor.From([new Complex(0.6875, 0.0), new Complex(-0.14250000000000002, -0.3),
                new Complex(0.08750000000000002, 0.0), new Complex(0.6875, 0.0), new Complex(0.14250000000000002, -0.3),
                new Complex(0.08750000000000002, 0.0), new Complex(-0.31, 0.0), new Complex(0.47, 0.085), new Complex(-0.13999999999999996,
                0.0), new Complex(-0.22999999999999998, 0.0), new Complex(-0.39499999999999996, -0.07), new Complex(-0.37, 0.0),
                new Complex(0.39749999999999996, 0.0), new Complex(0.1825, -0.485), new Complex(-0.5725, 0.0),
                new Complex(0.22749999999999998, 0.0), new Complex(-0.3075, -0.19), new Complex(-0.15250000000000002, 0.0),
                new Complex(-0.14, 0.0), new Complex(0.0, 0.485), new Complex(0.83, 0.0), new Complex(-0.5425, 0.0),
                new Complex(-0.022499999999999992, 0.195), new Complex(-0.15250000000000002, 0.0), new Complex(-0.5425, 0.0),
                new Complex(0.022499999999999992, 0.195), new Complex(-0.15250000000000002, 0.0), new Complex(-1.4874999999999998, 0.0),
                new Complex(-0.16749999999999998, 1.285), new Complex(1.0825, 0.0), new Complex(0.2849999999999999, 0.0),
                new Complex(0.385, -0.705), new Complex(-1.125, 0.0), new Complex(-0.13749999999999996, 0.0),
                new Complex(-0.10750000000000004, -0.56), new Complex(-1.2575, 0.0), new Complex(-0.14999999999999997, 0.0),
                new Complex(-0.43, -0.01), new Complex(-0.16999999999999998, 0.0), new Complex(0.10500000000000001, 0.0), new Complex(0.0,
                0.165), new Complex(0.43500000000000005, 0.0)], 42).AsStrided([2, 3, 7], [21, 1, 3], 0), 4L, 2L, 3L, Tensor.From([0.5, 1.0,
                0.5], 3)).With("normalized", true).With("length", 9L)
                .Gives(Tensor.From([1.06, 0.6, 0.49, -0.17000000000000004, -1.39, 0.14, 0.18999999999999995, 0.97, -0.54,
                -0.6500000000000001, -0.39, -0.7399999999999999, -2.57, -0.06999999999999995, 1.41, -1.61, 1.12, -1.18], 2, 9)),
            OperatorSample.Of(Tensor.From([new Complex64(2.51f, 1.3399999f), new Complex64(-1.13f, 0.84000003f), new Complex64(-4.45f,
                -0.060000002f), new Complex64(-1.13f, 0.84000003f), new Complex64(0.17000002f, 1.16f), new Complex64(1.31f, -3.1800003f),
                new Complex64(-2.11f, 0.120000005f), new Complex64(0.95f, 1.5000001f), new Complex64(-1.53f, 0.46000004f),
                new Complex64(-1.4599999f, 2.43f), new Complex64(-0.51f, -0.98f), new Complex64(-0.6999999f, 1.05f),
                new Complex64(-0.31000006f, 1.3299999f), new Complex64(-0.60999995f, -2.59f), new Complex64(0.85f, -1.6700001f),
                new Complex64(0.18999998f, -1.0699999f), new Complex64(-0.49f, 2.56f), new Complex64(-0.37f, 1f), new Complex64(2.19f,
                -1.24f), new Complex64(-0.37f, 1f)], 20).AsStrided([4, 5], [1, 4], 0), 4L, 2L).With("onesided", false)
                .With("return_complex", true)
                .Gives(Tensor.From([new Complex64(0.08000004f, -0.10000004f), new Complex64(1.74f, 0.34999996f), new Complex64(-1.05f,
                0.74f), new Complex64(-0.6f, 0.17000002f), new Complex64(0.029999986f, -1f), new Complex64(0.09f, 0.55f),
                new Complex64(0.24f, 0.8299999f), new Complex64(-0.67f, 0.95f)], 8)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.57000005f, 0f), new Complex64(0.83000004f, 0.86f), new Complex64(-0.65f, 0f),
                new Complex64(-1.25f, 0f), new Complex64(-0.86f, 0.15000004f), new Complex64(1.3299999f, 0f), new Complex64(-1.3399999f,
                0f), new Complex64(-0.15000004f, -0.95f), new Complex64(-1.24f, 0f), new Complex64(-0.99f, 0f), new Complex64(0.95f,
                0.19999999f), new Complex64(0.89f, 0f), new Complex64(-0.28000003f, 0f), new Complex64(-0.19999999f, 1.66f),
                new Complex64(-1.5999999f, 0f), new Complex64(0.31999996f, 0f), new Complex64(-1.66f, 0.4f), new Complex64(1f, 0f),
                new Complex64(1.7399999f, 0f), new Complex64(-0.4f, -0.23999995f), new Complex64(-2.4199998f, 0f)], 21).AsStrided([3, 7],
                [1, 3], 0), 4L, 1L).With("center", false).With("onesided", true)
                .Gives(Tensor.From([0.110000014f, -0.41000003f, -0.72f, 0.45f, -0.56999993f, -0.5f, -0.37f, 1.16f, 0.030000001f,
                0.91999996f], 10)),
            OperatorSample.Of(Tensor.From([new Complex64(-1.91f, 0f), new Complex64(1.17f, 0f), new Complex64(-0.42999995f, 0f),
                new Complex64(-1.06f, 0f), new Complex64(0.74f, 0.84999996f), new Complex64(-0.42000002f, 0f), new Complex64(-0.07000005f,
                0f), new Complex64(-0.53f, 0.14f), new Complex64(1.13f, 0f), new Complex64(-0.47500002f, 0f), new Complex64(0.46f,
                -0.54499996f), new Complex64(-0.445f, 0f), new Complex64(-1.25f, 0f), new Complex64(0.56f, -0.23f), new Complex64(0.13f,
                0f), new Complex64(-1.22f, 0f), new Complex64(0.92f, 0.26f), new Complex64(-0.62f, 0f), new Complex64(-0.93f, 0f),
                new Complex64(0.04f, 0.030000001f), new Complex64(0.84999996f, 0f), new Complex64(-0.09499997f, 0f), new Complex64(0.86f,
                0.805f), new Complex64(-1.625f, 0f), new Complex64(1.6400001f, 0f), new Complex64(-1.57f, 0.93f), new Complex64(1.5f, 0f),
                new Complex64(2.0900002f, 0f), new Complex64(-1f, -0.48000002f), new Complex64(-0.09000003f, 0f), new Complex64(1.13f, 0f),
                new Complex64(-0.61f, -0.48f), new Complex64(0.09000003f, 0f), new Complex64(0.65000004f, 0f), new Complex64(-0.04f, 0f),
                new Complex64(-0.57f, 0f), new Complex64(1.13f, 0f), new Complex64(-0.61f, 0.48f), new Complex64(0.09000003f, 0f)],
                39).AsStrided([3, 13], [1, 3], 0), 4L, 1L).With("length", 14L)
                .Gives(Tensor.From([-0.585f, -0.37f, 0.265f, -0.23000002f, -0.28f, -0.45999998f, -0.020000007f, -0.42999998f, 0.785f, 0.5f,
                0.305f, 0.026666665f, 0.4575f, 0.5f], 14)),
        ],
    };
}
