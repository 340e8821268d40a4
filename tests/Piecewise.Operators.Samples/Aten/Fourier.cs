using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Fourier : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::fft_fft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4))
                .Gives(Tensor.From([new Complex64(10f, 0f), new Complex64(-2f, 2f), new Complex64(-2f, 0f), new Complex64(-2f, -2f)], 4)),
            OperatorSample.Of(Tensor.From([1f, -2, 4], 3))
                .Gives(Tensor.From([new Complex64(3f, 0f), new Complex64(0f, 5.196152f), new Complex64(0f, -5.196152f)], 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3))
                .Gives(Tensor.From([new Complex64(6f, 0f), new Complex64(-1.5f, 0.8660254f), new Complex64(-1.5f, -0.8660254f)],
                3)).Showing("integers become c64"),
            OperatorSample.Of(Tensor.From([1.54, -0.29, -2.18, 0.57, -1.08], 5))
                .Gives(Tensor.From([new Complex(-1.4400000000000004, 0.0), new Complex(2.4191640786499873, 0.8650747959311298),
                new Complex(2.150835921350013, -3.079755769122726), new Complex(2.150835921350013, 3.079755769122726),
                new Complex(2.4191640786499873, -0.8650747959311298)], 5)),
            OperatorSample.Of(Tensor.From([new Complex64(-1.4f, 0.18f), new Complex64(0.4f, -0.86f), new Complex64(0.84f, 1.1f),
                new Complex64(-0.72f, -1.07f), new Complex64(-0.4f, 0.12f), new Complex64(-0.6f, -0.57f)], 2, 3)).With("dim", 0L)
                .With("norm", "ortho").Gives(Tensor.From([new Complex64(-1.4990662f, -0.62932503f), new Complex64(0f, -0.52325904f),
                new Complex64(0.16970558f, 0.37476662f), new Complex64(-0.48083258f, 0.8838835f), new Complex64(0.56568545f, -0.6929647f),
                new Complex64(1.0182338f, 1.1808684f)], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).With("n", 5L)
                .Gives(Tensor.From([new Complex64(6f, 0f), new Complex64(-0.80901706f, -3.6654687f), new Complex64(0.309017f, 1.6775992f),
                new Complex64(0.309017f, -1.6775992f), new Complex64(-0.80901706f, 3.6654687f)], 5)).Showing("filled up"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4)).With("n", 2L).With("norm", "forward")
                .Gives(Tensor.From([new Complex64(1.5f, 0f), new Complex64(-0.5f, 0f)], 2)).Showing("cut"),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2], 3))
                .Gives(Tensor.From([new Complex64(float.NaN, 0f), new Complex64(float.NaN, float.NaN), new Complex64(float.NaN,
                float.NaN)], 3)),
        ],
        ["aten::fft_ifft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0.37f, 1.46f), new Complex64(-0.89f, 0.94f), new Complex64(-1.51f, 0.77f),
                new Complex64(0.37f, 0.19f)], 4))
                .Gives(Tensor.From([new Complex64(-0.415f, 0.84000003f), new Complex64(0.2825f, -0.14249998f), new Complex64(-0.155f,
                0.275f), new Complex64(0.6575f, 0.4875f)], 4)),
            OperatorSample.Of(Tensor.From([new Complex(1.26, -0.02), new Complex(-1.29, -0.72), new Complex(-0.79, 0.52)], 3))
                .With("norm", "forward").Gives(Tensor.From([new Complex(-0.8200000000000001, -0.21999999999999995),
                new Complex(3.3738715006927036, -0.35301270189221934), new Complex(1.226128499307296, 0.5130127018922193)], 3)),
            OperatorSample.Of(Tensor.From([-1.31f, 0.19f, 0.54f, -2.22f, 0.26f, -1.03f], 6).AsStrided([3, 2], [1, 3], 0)).With("dim", 0L)
                .Gives(Tensor.From([new Complex64(-0.19333331f, -0f), new Complex64(-0.99666667f, -0f), new Complex64(-0.55833334f,
                -0.1010363f), new Complex64(-0.6116667f, 0.37239093f), new Complex64(-0.55833334f, 0.1010363f), new Complex64(-0.6116667f,
                -0.37239093f)], 3, 2)),
        ],
        ["aten::fft_rfft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, -1f, 0.5f, 3f, -2f], 6))
                .Gives(Tensor.From([new Complex64(3.5f, 0f), new Complex64(-0.49999988f, 0f), new Complex64(0.49999988f, -6.928203f),
                new Complex64(2.5f, 0f)], 4)),
            OperatorSample.Of(Tensor.From([-0.5f, 0.27f, -0.92f, -0.04f, 0.29f], 5))
                .Gives(Tensor.From([new Complex64(-0.90000004f, 0f), new Complex64(0.44970584f, 0.5362721f), new Complex64(-1.2497059f,
                -0.82517403f)], 3)),
            OperatorSample.Of(Tensor.From([-0.01, -0.91, -1.09, -0.27, 0.19, -0.22, 2.06, -0.04], 2, 4)).With("dim", 0L)
                .With("norm", "ortho").Gives(Tensor.From([new Complex(0.12727922061357855, 0.0), new Complex(-0.7990306627407987, 0.0),
                new Complex(0.6858935777509511, 0.0), new Complex(-0.2192031021678297, 0.0), new Complex(-0.1414213562373095, 0.0),
                new Complex(-0.4879036790187178, 0.0), new Complex(-2.2273863607376247, 0.0), new Complex(-0.1626345596729059, 0.0)], 2,
                4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).With("n", 8L)
                .Gives(Tensor.From([new Complex64(6f, 0f), new Complex64(2.4142137f, -4.4142137f), new Complex64(-2f, -2f),
                new Complex64(-0.41421354f, 1.5857865f), new Complex64(2f, 0f)], 5)),
            OperatorSample.Of(Tensor.From([16777217L, 0], 2))
                .Gives(Tensor.From([new Complex64(16777216f, 0f), new Complex64(16777216f, 0f)], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.From([true, false, true], 3))
                .Gives(Tensor.From([new Complex64(2f, 0f), new Complex64(0.5f, 0.8660254f)], 2)),
        ],
        ["aten::fft_irfft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0.06f, 0.18f), new Complex64(-0.77f, -0.93f), new Complex64(1.1f, -1.51f),
                new Complex64(2.76f, -0.66f)], 4))
                .Gives(Tensor.From([0.58000004f, -0.05729934f, 0.2475684f, 0.17333329f, 0.58243155f, -1.4660339f], 6)),
            OperatorSample.Of(Tensor.From([new Complex64(1.32f, -0.13f), new Complex64(0.04f, 1.89f), new Complex64(-0.28f, 3.11f)], 3))
                .With("n", 5L).Gives(Tensor.From([0.16800003f, -1.0906494f, 0.9551945f, -0.52230287f, 1.8097576f], 5)),
            OperatorSample.Of(Tensor.From([new Complex(-0.46, 0.43), new Complex(-0.34, -1.73), new Complex(-1.57, -1.34),
                new Complex(1.23, 0.89), new Complex(1.39, 0.77), new Complex(1.17, 0.06)], 2, 3)).With("dim", 0L).With("norm", "ortho")
                .Gives(Tensor.From([0.5444722215136416, 0.7424621202458747, -0.28284271247461906, -1.1950104602052651, -1.2232947314527272,
                -1.9374725804511401], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3))
                .Gives(Tensor.From([2f, -0.5f, 0f, -0.5f], 4)).Showing("real numbers are complex ones"),
        ],
        ["aten::fft_hfft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0.22f, 0.02f), new Complex64(0.55f, 0.13f), new Complex64(-0.58f, 1.02f)], 3))
                .Gives(Tensor.From([0.74f, 1.06f, -1.46f, 0.53999996f], 4)),
            OperatorSample.Of(Tensor.From([new Complex(-0.45, -0.76), new Complex(0.45, -0.64), new Complex(-0.98, -0.65),
                new Complex(0.71, -0.16)], 4)).With("n", 5L).With("norm", "forward")
                .Gives(Tensor.From([-0.30200000000000005, -0.11353691298513242, -0.25995605113260317, -0.4535593904323368,
                0.6790523545500724], 5)),
        ],
        ["aten::fft_ihfft.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, -1f, 0.5f, 3f, -2f], 6))
                .Gives(Tensor.From([new Complex64(0.5833334f, -0f), new Complex64(-0.08333331f, -0f), new Complex64(0.08333331f,
                1.1547005f), new Complex64(0.4166667f, -0f)], 4)),
            OperatorSample.Of(Tensor.From([-1.78, 0.85, 0.25, -0.13, -0.18], 5)).With("norm", "ortho")
                .Gives(Tensor.From([new Complex(-0.4427414595449584, -0.0), new Complex(-0.7468648851011668, 0.5379740776039359),
                new Complex(-1.0218648851011667, 0.1091278691544662)], 3)),
        ],
        ["aten::fft_fft2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.6f, 0.27f, 0.57f, -0.67f, -1.21f, 1.34f], 2, 3))
                .Gives(Tensor.From([new Complex64(-0.29999995f, 0f), new Complex64(-1.755f, 2.4681726f), new Complex64(-1.755f,
                -2.4681726f), new Complex64(0.78f, 0f), new Complex64(-0.285f, -1.9485571f), new Complex64(-0.285f, 1.9485571f)], 2, 3)),
            OperatorSample.Of(Tensor.From([new Complex64(2.38f, -0.52f), new Complex64(-0.57f, -0.25f), new Complex64(-1.15f, -1.06f),
                new Complex64(-2.5f, -0.56f), new Complex64(0.88f, -0.12f), new Complex64(-2.67f, -0.16f), new Complex64(-0.03f, -0.25f),
                new Complex64(0.5f, -1.09f)], 2, 2, 2)).With("s", Value.Ints(3, 2)).With("dim", Value.Ints(0, 2)).With("norm", "ortho")
                .Gives(Tensor.From([new Complex64(0.008165002f, -0.4286607f), new Complex64(2.653614f, -0.093897104f),
                new Complex64(-1.2982295f, -1.2084149f), new Complex64(0.33476362f, 0.13880444f), new Complex64(1.0053167f, 0.3756641f),
                new Complex64(0.49383384f, -1.3735064f), new Complex64(-2.059806f, -0.5540059f), new Complex64(0.9563059f, -0.18820512f),
                new Complex64(1.2033066f, -0.8900569f), new Complex64(0.4655496f, 1.1367224f), new Complex64(-1.112283f, -0.22166575f),
                new Complex64(0.36233613f, -0.5629717f)], 3, 2, 2)),
        ],
        ["aten::fft_ifft2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0f, 0.77f), new Complex64(0.23f, 1.99f), new Complex64(-0.82f, 0.72f),
                new Complex64(-0.68f, -0.5f), new Complex64(1.43f, 1.31f), new Complex64(1.96f, 0.4f)], 2, 3))
                .Gives(Tensor.From([new Complex64(0.35333335f, 0.7816667f), new Complex64(-0.6613226f, -0.24827784f),
                new Complex64(-0.032010794f, -0.39838886f), new Complex64(-0.54999995f, 0.37833336f), new Complex64(0.39303845f,
                0.3563867f), new Complex64(0.49696153f, -0.09972003f)], 2, 3)),
            OperatorSample.Of(Tensor.From([new Complex(0.09, 0.63), new Complex(-0.17, -0.11), new Complex(-0.47, 0.46), new Complex(-1.97,
                0.33)], 2, 2)).With("s", Value.Ints(2, 4)).With("norm", "forward").With("dim", Value.Ints(1, 0))
                .Gives(Tensor.From([new Complex(-2.52, 1.31), new Complex(1.76, 0.87), new Complex(-0.8700000000000001, -1.92),
                new Complex(0.13, 2.24), new Complex(2.36, -0.27), new Complex(-1.24, 0.61), new Complex(0.71, 2.96), new Complex(0.39,
                -0.76)], 4, 2)),
        ],
        ["aten::fft_rfft2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.64f, -1.25f, -0.06f, 1.19f, 1.22f, -0.85f, -1.19f, 1.11f, 0.66f, -0.04f, 0.46f, 0.14f], 3, 4))
                .Gives(Tensor.From([new Complex64(3.0300002f, 0f), new Complex64(4.31f, 4.58f), new Complex64(2.4299998f, 0f),
                new Complex64(0.7650001f, 0.80540365f), new Complex64(1.936525f, -0.5439161f), new Complex64(1.245f, 1.0825317f),
                new Complex64(0.7650001f, -0.80540365f), new Complex64(-1.1465253f, 3.283916f), new Complex64(1.245f, -1.0825317f)], 3, 3)),
            OperatorSample.Of(Tensor.From([-1.42, 2.04, 0.96, 0.33, -1.44, -1.38, -0.8, -0.93, 0.77, 1.24, -0.77, -0.99], 2, 2, 3))
                .With("s", Value.Ints(2, 2)).With("dim", Value.Ints(2, 0)).With("norm", "forward")
                .Gives(Tensor.From([new Complex(-0.27749999999999997, 0.0), new Complex(-0.8324999999999999, 0.0),
                new Complex(-0.15999999999999998, 0.0), new Complex(0.9450000000000001, 0.0), new Complex(0.5875000000000001, 0.0),
                new Complex(-0.8975, 0.0), new Complex(-0.39499999999999996, 0.0), new Complex(-0.06, 0.0)], 2, 2, 2)),
        ],
        ["aten::fft_irfft2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1.7f, 0.71f), new Complex64(0.12f, 0.41f), new Complex64(-0.92f, -1.94f),
                new Complex64(1.03f, -1.28f), new Complex64(-1.12f, -1.35f), new Complex64(0.73f, 0.06f), new Complex64(-0.04f, -0.3f),
                new Complex64(1.16f, 1.55f), new Complex64(0.15f, -0.43f)], 3, 3))
                .Gives(Tensor.From([0.2475f, 0.12583336f, 0.19416669f, 0.32916665f, 0.45769164f, 0.59726113f, -0.41279957f, 0.042415164f,
                -0.45019168f, -0.27309442f, 0.35363293f, 0.4884182f], 3, 4)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.53f, 1.01f), new Complex64(-0.48f, 0.53f), new Complex64(1.69f, -0.08f),
                new Complex64(0.35f, -0.5f), new Complex64(0.58f, 1.93f), new Complex64(-0.13f, -1.58f)], 2, 3)).With("s", Value.Ints(2, 5))
                .With("norm", "ortho").With("dim", Value.Ints(-2, -1))
                .Gives(Tensor.From([0.9929552f, -1.6981686f, -1.7161939f, 2.1097898f, 0.02701267f, 0.2023858f, -1.1322014f, 2.0424855f,
                -0.8029119f, -1.7011601f], 2, 5)),
        ],
        ["aten::fft_hfft2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(-0.59f, -2.26f), new Complex64(-0.18f, 0.84f), new Complex64(0.35f, -1.26f),
                new Complex64(-0.9f, -0.45f), new Complex64(-0.65f, -0.17f), new Complex64(-0.07f, -1.23f)], 2, 3))
                .Gives(Tensor.From([-2.87f, -0.43000007f, 0.44999993f, -3.11f, 1.67f, 1.91f, -0.20999992f, -2.1299999f], 2, 4)),
            OperatorSample.Of(Tensor.From([new Complex64(-1.41f, -0.5f), new Complex64(-1.56f, 0.15f), new Complex64(-0.42f, 0.66f),
                new Complex64(-0.49f, 0.81f), new Complex64(0.37f, -0.08f), new Complex64(0.84f, -0.16f)], 2, 3))
                .With("s", Value.Ints(3, 4)).With("dim", Value.Ints(0, 1)).With("norm", "ortho")
                .Gives(Tensor.From([-1.114286f, -0.62931174f, 0.2598076f, -0.71014076f, -1.4637698f, 0.073377125f, 0.63118255f, 0.223984f,
                -1.7087698f, -0.041622847f, 0.22618252f, -0.6310159f], 3, 4)),
        ],
        ["aten::fft_ihfft2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.57f, -0.71f, 0.55f, 2.07f, -2.11f, 0.36f, 0.53f, 0.23f], 2, 4))
                .Gives(Tensor.From([new Complex64(0.18625002f, -0f), new Complex64(-0.3275f, -0.33124998f), new Complex64(-0.30124998f,
                -0f), new Complex64(0.43374997f, 0f), new Complex64(0.33249998f, -0.36375f), new Complex64(0.24125002f, 0f)], 2, 3)),
            OperatorSample.Of(Tensor.From([0.98f, 0.36f, 0.8f, 0.93f, -0.14f, 0.39f], 3, 2)).With("s", Value.Ints(2, 3))
                .With("dim", Value.Ints(1, 0)).With("norm", "forward")
                .Gives(Tensor.From([new Complex64(3.3200002f, -0f), new Complex64(-0.039999843f, 0f), new Complex64(0.35000002f,
                1.2817175f), new Complex64(0.9499999f, 0.34641013f)], 2, 2)),
        ],
        ["aten::fft_fftn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.73f, 1.79f, 0.88f, -0.2f, 1.26f, 1.35f, -1f, -0.31f], 2, 2, 2))
                .Gives(Tensor.From([new Complex64(5.5f, 0f), new Complex64(0.24000001f, 0f), new Complex64(6.76f, 0f),
                new Complex64(-0.5399997f, 0f), new Complex64(2.8999999f, 0f), new Complex64(1.8f, 0f), new Complex64(-1.08f, 0f),
                new Complex64(-1.7399999f, 0f)], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([0.96f, -1.41f, -0.82f, 0.7f, 1.4f, -0.95f], 2, 3)).With("s", Value.Ints(4))
                .Gives(Tensor.From([new Complex64(-1.27f, 0f), new Complex64(1.78f, 1.41f), new Complex64(1.55f, 0f), new Complex64(1.78f,
                -1.41f), new Complex64(1.15f, 0f), new Complex64(1.65f, -1.4f), new Complex64(-1.65f, 0f), new Complex64(1.65f, 1.4f)], 2,
                4)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.62f, -1f), new Complex64(0.36f, -0.03f), new Complex64(0.38f, 0.09f),
                new Complex64(0.93f, -0.59f), new Complex64(-0.1f, 0.51f), new Complex64(-0.74f, 0.81f)], 2, 3)).With("dim", Value.Ints(0))
                .With("norm", "ortho").Gives(Tensor.From([new Complex64(0.2192031f, -1.1242996f), new Complex64(0.18384777f, 0.33941123f),
                new Complex64(-0.25455844f, 0.63639605f), new Complex64(-1.0960155f, -0.2899138f), new Complex64(0.32526913f,
                -0.38183764f), new Complex64(0.7919596f, -0.5091169f)], 2, 3)),
            OperatorSample.Of(Tensor.From([-1.77f, 0.09f], 2)).With("dim", Value.List())
                .Gives(Tensor.From([new Complex64(-1.77f, 0f), new Complex64(0.09f, 0f)], 2)).Showing("no dim"),
        ],
        ["aten::fft_ifftn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(-0.08f, -0.22f), new Complex64(0.84f, 2.61f), new Complex64(0.25f, -0.28f),
                new Complex64(0.21f, 1.28f), new Complex64(0.99f, -0.16f), new Complex64(-0.9f, 0.35f), new Complex64(-1.2f, -0.22f),
                new Complex64(3.15f, -0.8f)], 2, 2, 2))
                .Gives(Tensor.From([new Complex64(0.40750003f, 0.32f), new Complex64(-0.41750002f, -0.53999996f), new Complex64(-0.195f,
                0.325f), new Complex64(0.66f, -0.29499996f), new Complex64(-0.10250001f, 0.52750003f), new Complex64(0.1975f, -0.5575f),
                new Complex64(0.27000004f, 0.022500008f), new Complex64(-0.90000004f, -0.022500008f)], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(-0.26f, 1.04f), new Complex64(-0.67f, 1.12f), new Complex64(-0.11f, 0.88f),
                new Complex64(1.59f, -0.41f), new Complex64(-0.61f, 0.25f), new Complex64(0.69f, 0.66f)], 2, 3))
                .With("s", Value.Ints(-1, 2)).With("dim", Value.Ints(0, 1)).With("norm", "forward")
                .Gives(Tensor.From([new Complex64(0.05000007f, 2f), new Complex64(2.6100001f, -0.74f), new Complex64(-1.9100001f, 2.32f),
                new Complex64(-1.79f, 0.5799999f)], 2, 2)),
        ],
        ["aten::fft_rfftn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.75f, 0.35f, -1.52f, -0.78f, -1.19f, 0.62f, -0.74f, -0.59f, -1.72f, 0.42f, 0.92f, -1.29f], 2,
                3, 2)).Gives(Tensor.From([new Complex64(-4.77f, 0f), new Complex64(-2.23f, 0f), new Complex64(2.04f, 2.3036275f),
                new Complex64(1.49f, 2.8405635f), new Complex64(2.04f, -2.3036275f), new Complex64(1.49f, -2.8405635f),
                new Complex64(1.2299998f, 0f), new Complex64(-2.0699997f, 0f), new Complex64(3.0299997f, 0.69282013f), new Complex64(1.86f,
                -4.6938577f), new Complex64(3.0299997f, -0.69282013f), new Complex64(1.86f, 4.6938577f)], 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.13, -1.71, -0.43, -0.53, -0.54, -0.09], 3, 2)).With("s", Value.Ints(3)).With("norm", "ortho")
                .With("dim", Value.Ints(0))
                .Gives(Tensor.From([new Complex(0.09237604307034009, 0.0), new Complex(-1.3452261272118282, 0.0),
                new Complex(0.9324206847412456, -0.05500000000000002), new Complex(-0.8082903768654761, 0.22000000000000003)], 2, 2)),
        ],
        ["aten::fft_irfftn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0.44f, 0.95f), new Complex64(1.36f, -0.11f), new Complex64(0.26f, 1.16f),
                new Complex64(-0.53f, -2.47f), new Complex64(0.9f, 1.59f), new Complex64(1.01f, -0.55f), new Complex64(0.11f, -0.59f),
                new Complex64(1.43f, -1.25f), new Complex64(1.95f, 0.83f), new Complex64(0.77f, 0.26f), new Complex64(-0.91f, -0.57f),
                new Complex64(-0.73f, -0.91f)], 2, 2, 3))
                .Gives(Tensor.From([0.5525f, -0.06375f, -0.1425f, -0.14875f, 0.49f, 0.19625f, -0.21f, -0.39875f, 0.16f, -0.47625002f,
                -0.275f, 0.34875003f, -0.3475f, 0.44375002f, 0.12249997f, 0.18874998f], 2, 2, 4)),
            OperatorSample.Of(Tensor.From([new Complex64(1.1f, 0.5f), new Complex64(-0.26f, 0.06f), new Complex64(-0.35f, -0.53f),
                new Complex64(2.38f, -0.38f), new Complex64(-0.04f, 1.24f), new Complex64(-0.97f, -1.35f)], 3, 2))
                .With("s", Value.Ints(2, 3)).With("dim", Value.Ints(0, 1)).With("norm", "forward")
                .Gives(Tensor.From([4.9900002f, -0.81574386f, -1.9242563f, -3.8300002f, 3.3278978f, 4.8521023f], 2, 3)),
        ],
        ["aten::fft_hfftn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0.93f, 0.75f), new Complex64(-1.29f, -1.17f), new Complex64(-0.05f, 0.27f),
                new Complex64(0.21f, 0.98f), new Complex64(-0.93f, 0.63f), new Complex64(1.36f, -2.16f), new Complex64(-0.15f, -0.23f),
                new Complex64(-0.82f, 0.49f), new Complex64(-0.42f, 1.51f), new Complex64(0.8f, 0.04f), new Complex64(-2.1f, 0.94f),
                new Complex64(0.73f, -0.37f)], 2, 2, 3))
                .Gives(Tensor.From([-6.87f, 1.9499998f, 13.69f, -1.6100001f, -0.95000005f, -2.1699998f, -4.63f, 6.83f, 2.8899999f, -4.45f,
                0.09000027f, 3.43f, -1.8699996f, -0.76999974f, 4.6899996f, 4.63f], 2, 2, 4)),
            OperatorSample.Of(Tensor.From([new Complex64(-1.63f, 1.08f), new Complex64(-0.62f, -0.98f), new Complex64(0.34f, -1.62f),
                new Complex64(0.56f, -0.66f), new Complex64(0.38f, 0.96f), new Complex64(-0.61f, 0.06f), new Complex64(0.07f, -0.1f),
                new Complex64(0.28f, 0.9f), new Complex64(-0.54f, -0.75f)], 3, 3)).With("s", Value.Ints(2, 4)).With("dim", Value.Ints(0, 1))
                .With("norm", "forward").Gives(Tensor.From([-0.22749999f, -0.105000004f, -0.10749999f, -0.094999984f, -0.405f,
                -0.87750006f, 0.095f, 0.0925f], 2, 4)),
        ],
        ["aten::fft_ihfftn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.23f, 0.04f, 0.37f, 0.98f, 0.5f, 0.27f, 1.48f, 0.35f, -1.49f, -0.57f, -0.93f, 2.12f, -0.01f,
                0.9f, -0.01f, 0.05f], 2, 2, 4))
                .Gives(Tensor.From([new Complex64(0.26749998f, -0f), new Complex64(-0.105000004f, -0.17875f), new Complex64(-0.24999999f,
                -0f), new Complex64(-0.17375001f, 0f), new Complex64(0.017500002f, -0.27499998f), new Complex64(-0.29874998f, 0f),
                new Complex64(0.26f, 0f), new Complex64(-0.035f, 0.05124999f), new Complex64(0.3675f, 0f), new Complex64(0.051250026f, 0f),
                new Complex64(0.087500006f, 0.16749999f), new Complex64(0.07625002f, 0f)], 2, 2, 3)),
            OperatorSample.Of(Tensor.From([-0.67f, -0.96f, 0.41f, 0.41f, -1.84f, 0.88f, 3.26f, 0.35f, -1.19f], 3, 3))
                .With("s", Value.Ints(2, 3)).With("dim", Value.Ints(0, 1)).With("norm", "ortho")
                .Gives(Tensor.From([new Complex64(-0.72259945f, -0f), new Complex64(0.20208289f, -1.4460334f), new Complex64(-0.27352634f,
                0f), new Complex64(-0.5245991f, 0.47729713f)], 2, 2)),
        ],
        ["aten::_fft_c2c.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(-1.05f, 0.18f), new Complex64(-0.52f, 0.42f), new Complex64(0.5f, -1.74f),
                new Complex64(-1.95f, 1.35f), new Complex64(-0.96f, -1.06f), new Complex64(1.98f, -0.12f), new Complex64(1.35f, -0.09f),
                new Complex64(0.56f, -1.4f), new Complex64(0.54f, 1.47f), new Complex64(0.09f, 0.97f), new Complex64(0.69f, -1.74f),
                new Complex64(1.03f, 0.36f)], 2, 2, 3), Value.Ints(0, -1), 1L, false)
                .Gives(Tensor.From([new Complex64(0.5633826f, -0.47356802f), new Complex64(0.15304331f, -0.061655864f),
                new Complex64(-0.3490025f, 0.6454509f), new Complex64(0.3592585f, -0.09797959f), new Complex64(-0.24383967f, 0.31003872f),
                new Complex64(-2.3934443f, 2.629349f), new Complex64(-1.437034f, -0.45723808f), new Complex64(-2.5295503f, 0.026264073f),
                new Complex64(1.0271966f, 0.76165515f), new Complex64(-1.1186004f, 0.23678401f), new Complex64(-1.1000615f, -0.8049293f),
                new Complex64(-0.27981767f, 1.0335484f)], 2, 2, 3)).Showing("a dim between them stays"),
            OperatorSample.Of(Tensor.From([new Complex64(-0.87f, 2.75f), new Complex64(0.34f, 0.2f), new Complex64(0.12f, -0.12f),
                new Complex64(-0.64f, -0.5f)], 4), Value.Ints(0), 0L, true)
                .Gives(Tensor.From([new Complex64(-1.05f, 2.3300002f), new Complex64(-0.29000002f, 1.8899999f), new Complex64(-0.45000002f,
                2.93f), new Complex64(-1.69f, 3.85f)], 4)),
            OperatorSample.Of(Tensor.From([new Complex64(1.27f, -2.35f), new Complex64(0.74f, 1.37f), new Complex64(-1.45f, 1.14f),
                new Complex64(0.75f, -0.47f), new Complex64(0.6f, -1.18f), new Complex64(-0.15f, 0.84f)], 2, 3), Value.Ints(1, 0), 2L,
                false).Gives(Tensor.From([new Complex64(0.29333335f, -0.108333305f), new Complex64(0.61669755f, -0.2264809f),
                new Complex64(0.09996909f, -1.0751858f), new Complex64(-0.10666669f, 0.16166668f), new Complex64(-0.14142618f,
                -0.34298724f), new Complex64(0.5080929f, -0.7586794f)], 2, 3)),
            OperatorSample.Of(Tensor.From([new Complex(-1.44, 1.39), new Complex(-0.11, -0.58), new Complex(-0.12, -1.17),
                new Complex(0.71, 0.4), new Complex(-0.07, 2.07), new Complex(-1.62, 0.01), new Complex(0.23, 1.29), new Complex(0.51,
                0.56), new Complex(-0.62, -0.35), new Complex(1.53, 0.26), new Complex(1.32, -0.35), new Complex(0.56, 0.62),
                new Complex(-1.62, -1.5), new Complex(0.82, 0.82)], 2, 7), Value.Ints(1), 1L, true)
                .Gives(Tensor.From([new Complex(-0.9146740246823298, 1.2888588529614649), new Complex(-1.848866333963307,
                -0.6310455312912403), new Complex(0.18691967808809895, 2.0445169834256043), new Complex(-1.6223493702318506,
                0.014083391022209889), new Complex(-0.4756572757501322, -0.4091037174252062), new Complex(0.19105748792441313,
                0.8409800912884643), new Complex(0.6736879506820975, 0.5293042523984837), new Complex(0.944911182523068,
                0.02267786838055365), new Complex(-0.24901568052337092, -0.5250805901116037), new Complex(0.21650535948453795,
                1.9298037123998535), new Complex(-1.1240643282972111, 0.6236236790502869), new Complex(1.0147213140987692,
                -1.150251689380441), new Complex(1.0827428590661239, -0.6137625588260753), new Complex(-0.5364675377089761,
                1.194610312683597)], 2, 7)),
            OperatorSample.Of(Tensor.From([new Complex64(0.78f, -0.86f), new Complex64(0.26f, 0.26f)], 2), Value.List(), 0L, true)
                .Gives(Tensor.From([new Complex64(0.78f, -0.86f), new Complex64(0.26f, 0.26f)], 2)),
        ],
        ["aten::_fft_r2c.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.79f, -1.88f, 1.46f, -0.11f, 0.88f, 1.52f, 0.86f, 1.68f, -0.42f, 1.2f], 10)
                .AsStrided([5, 2], [1, 5], 0), Value.Ints(0), 0L, true)
                .Gives(Tensor.From([new Complex64(-0.44f, 0f), new Complex64(4.84f, 0f), new Complex64(-2.19119f, 1.7020931f),
                new Complex64(1.1372136f, -0.91098976f), new Complex64(0.43618992f, 3.115446f), new Complex64(0.24278632f, 2.1970656f)],
                3, 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 4), Value.Ints(1), 0L, true).Gives(Tensor.Zeros(DType.C64, 0, 3)),
            OperatorSample.Of(Tensor.From([-0.82f, 1.17f, 0.81f, -1.97f, -0.29f, -0.1f, -0.73f, -0.95f], 2, 4), Value.Ints(1), 0L, true)
                .Gives(Tensor.From([new Complex64(-0.81000006f, 0f), new Complex64(-1.63f, -3.1399999f), new Complex64(0.7900001f, 0f),
                new Complex64(-2.07f, 0f), new Complex64(0.44000003f, -0.84999996f), new Complex64(0.029999971f, 0f)], 2, 3)),
            OperatorSample.Of(Tensor.From([-1.69f, 0.08f, 0.82f, -0.26f, -1.13f, -0.43f, 2.45f, 0.46f, 0.75f, 1.02f], 2, 5), Value.Ints(1),
                2L, false).Gives(Tensor.From([new Complex64(-0.43600002f, 0f), new Complex64(-0.49350348f, -0.35711727f),
                new Complex64(-0.13349655f, 0.063184164f), new Complex64(-0.13349655f, -0.063184164f), new Complex64(-0.49350348f,
                0.35711727f), new Complex64(0.85f, 0f), new Complex64(-0.06732433f, -0.23791063f), new Complex64(-0.5726757f,
                -0.22326787f), new Complex64(-0.5726757f, 0.22326787f), new Complex64(-0.06732433f, 0.23791063f)], 2,
                5)).Showing("all frequencies"),
            OperatorSample.Of(Tensor.From([-1.15, -1.79, 0.81, -0.64, -0.61, 0.3, -1.23, -0.4, -0.13, -0.99, -0.88, -0.18], 3, 4),
                Value.Ints(1, 0), 1L, true)
                .Gives(Tensor.From([new Complex(-1.988971677358261, 0.0), new Complex(-0.17031832941093966, 0.3637306695894642),
                new Complex(0.1472243186433546, 0.0), new Complex(-0.17031832941093966, -0.3637306695894642),
                new Complex(-0.2049593455623171, -0.06000000000000008), new Complex(-1.1410457310032802, 0.34859927238132016),
                new Complex(0.8313843876330613, 0.4750000000000001), new Complex(-0.3860457310032801, -0.2835992723813202)], 2, 4)),
            OperatorSample.Of(Tensor.From([-0.43f, 0.81f, -1.41f, -0.1f, 0.07f, 0.59f, 0.4f, -0.64f, -0.35f, -1.1f, -2.05f, -0.08f, -0f,
                -1.15f, 2.01f, -0.18f, -1.51f, 1.07f, 0.05f, -1.66f, -0.46f, 0.23f, 0.68f, 0.53f, -0.8f, -0.31f, -1.01f, -0.37f, 0.02f,
                -0.88f, 0.97f, 0.87f, 0.77f, 0.37f, -0.59f, -0.21f, -1f], 37), Value.Ints(0), 0L, true)
                .Gives(Tensor.From([new Complex64(-6.8500004f, 0f), new Complex64(0.83557594f, 3.0989213f), new Complex64(1.4701264f,
                2.0375233f), new Complex64(-4.11555f, -2.1916265f), new Complex64(-9.684007f, -2.5681665f), new Complex64(4.419662f,
                0.7109194f), new Complex64(2.6183715f, 0.3293339f), new Complex64(2.8754034f, -3.6723657f), new Complex64(2.6156795f,
                3.5707755f), new Complex64(-1.3335338f, -4.2739215f), new Complex64(1.7369875f, 0.9601455f), new Complex64(0.24330503f,
                -8.850206f), new Complex64(-3.758565f, 4.381263f), new Complex64(6.650667f, -1.4203155f), new Complex64(-6.688416f,
                -6.4220133f), new Complex64(-0.06307435f, -3.2707014f), new Complex64(1.5679305f, -2.0151625f), new Complex64(-2.734403f,
                -0.35626763f), new Complex64(-1.1861603f, 0.527838f)], 19)).Showing("a length that is prime"),
        ],
        ["aten::_fft_c2r.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(0.03f, 0.24f), new Complex64(0.74f, 1.37f), new Complex64(-0.15f, 0.09f),
                new Complex64(-0.55f, -1.32f), new Complex64(-1.71f, -0.2f), new Complex64(-0.01f, -1.6f)], 2, 3), Value.Ints(1), 2L, 4L)
                .Gives(Tensor.From([0.34f, -0.64f, -0.4f, 0.73f, -0.995f, -0.035000004f, 0.71500003f, -0.23500001f], 2, 4)),
            OperatorSample.Of(Tensor.From([new Complex64(1.06f, -0.71f), new Complex64(0.3f, -1.34f), new Complex64(-0.89f, -0.43f),
                new Complex64(-1.29f, -1.78f), new Complex64(-1.22f, 0.71f), new Complex64(-0.85f, -0.66f), new Complex64(-0.71f, 0.3f),
                new Complex64(-0.14f, 1.3f), new Complex64(1.24f, -0.42f)], 3, 3), Value.Ints(0, 1), 1L, 5L)
                .Gives(Tensor.From([-1.0482875f, -0.07369085f, -0.824616f, 1.0653085f, -0.33224902f, 1.3139573f, 3.7284014f, 0.39490467f,
                0.07336778f, -0.5256722f, -0.3586215f, 0.7913097f, 1.0353647f, -1.7063134f, 0.5721984f], 3, 5)),
            OperatorSample.Of(Tensor.From([new Complex(-0.21, 0.34), new Complex(0.05, 1.16), new Complex(0.95, 0.53)], 3), Value.Ints(0),
                0L, 4L).Gives(Tensor.From([0.84, -3.4799999999999995, 0.64, 1.16], 4)),
        ],
    };
}
