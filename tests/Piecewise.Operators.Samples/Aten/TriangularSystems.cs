using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class TriangularSystems : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::linalg_solve_triangular.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([2.75f, 2.01f, 0.86f, 0.61f, 1.83f, 1.11f, 0.33f, 3f, 2.78f], 3, 3), Tensor.From([-0.6f, -0.43f,
                -0.57f, -0.55f, -0.6f, -0.42f], 3, 2)).With("upper", true)
                .Gives(Tensor.From([-0.018711058f, 0.043575883f, -0.18056373f, -0.20890827f, -0.21582735f, -0.15107913f], 3, 2)),
            OperatorSample.Of(Tensor.From([new Complex(3.01, -0.11), new Complex(0.4, -0.13), new Complex(-0.02, 1.56), new Complex(3.21,
                0.62)], 2, 2), Tensor.From([new Complex(-0.01, -0.39), new Complex(0.52, -0.51), new Complex(-0.83, -0.52),
                new Complex(0.9, 0.73), new Complex(1.58, -1.11), new Complex(0.44, -1.63)], 3, 2)).With("upper", false).With("left", false)
                .Gives(Tensor.From([new Complex(-0.0901973866183486, -0.19968781376810343), new Complex(0.12658464705056838,
                -0.18332787575431542), new Complex(-0.17467567466082645, -0.34006127628857313), new Complex(0.3126350750806942,
                0.1670299854984329), new Complex(0.272181317275573, -0.3817289858657667), new Complex(0.037591804275623336,
                -0.5150488843149179)], 3, 2)),
            OperatorSample.Of(Tensor.From([3.6f, 0.41f, 0.38f, 3.63f, 4.8f, -1.18f, 1.35f, 1.7f], 2, 2, 2), Tensor.From([0.71f, -0.92f], 2,
                1)).With("upper", false).With("unitriangular", true).Gives(Tensor.From([0.71f, -1.1898f, 0.71f, -1.8785f], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([3.59, -0.17, -0.62, 1.58], 2, 2), Tensor.From([-0.82, 0.64], 1, 2)).With("upper", true)
                .With("left", false).With("unitriangular", true).Gives(Tensor.From([-0.82, 0.5006], 1, 2)),
        ],
        ["aten::triangular_solve.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.05f, 1.25f, -1.87f, -0.11f, 0.2f, 0.43f], 3, 2), Tensor.From([2.63f, -0.71f, 0.26f, 1.61f,
                3.01f, -0.71f, -1.17f, 0.83f, 3.47f], 3, 3))
                .Gives(Value.List(Tensor.From([0.2294946f, 0.46105987f, -0.607667f, -0.007314715f, 0.057636887f, 0.12391931f], 3, 2),
                Tensor.From([2.63f, -0.71f, 0.26f, 1.61f, 3.01f, -0.71f, -1.17f, 0.83f, 3.47f], 3, 3))),
            OperatorSample.Of(Tensor.From([new Complex(1.76, 0.43), new Complex(-0.64, -0.83)], 2, 1), Tensor.From([new Complex(3.58,
                0.35), new Complex(-0.56, -0.97), new Complex(0.46, -1.26), new Complex(2.1, -1.64)], 2, 2), false, true)
                .Gives(Value.List(Tensor.From([new Complex(0.6403954796125588, 0.1088975855642641), new Complex(0.0024226716998140417,
                -0.3933461040058595)], 2, 1), Tensor.From([new Complex(3.58, 0.35), new Complex(-0.56, -0.97), new Complex(0.46, -1.26),
                new Complex(2.1, -1.64)], 2, 2))),
            OperatorSample.Of(Tensor.From([1.24f, 1.7f, -0.24f, -0.03f], 2, 2, 1), Tensor.From([2.79f, 1.75f, 1.31f, 3.33f], 2, 2), true,
                true, true).Gives(Value.List(Tensor.From([1.24f, -0.47000003f, -0.24f, 0.39f], 2, 2, 1), Tensor.From([2.79f, 1.75f, 1.31f,
                3.33f, 2.79f, 1.75f, 1.31f, 3.33f], 2, 2, 2))),
        ],
        ["aten::linalg_cholesky_ex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([7.3756f, 0.4188f, 2.5587997f, 0.4188f, 3.5526f, -0.6629999f, 2.5587997f, -0.6629999f, 4.483f],
                3, 3)).Gives(Value.List(Tensor.From([2.7158055f, 0f, 0f, 0.15420839f, 1.8785152f, 0f, 0.94218814f, -0.43028304f,
                1.8466558f], 3, 3), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([new Complex(2.8671, 0.0), new Complex(-2.8193, -3.1183000000000005), new Complex(-2.8193,
                3.1183000000000005), new Complex(13.320900000000002, 0.0)], 2, 2)).With("upper", true)
                .Gives(Value.List(Tensor.From([new Complex(1.6932513103494118, 0.0), new Complex(-1.6650215964801007, -1.8416049531103107),
                new Complex(0.0, 0.0), new Complex(2.6752746176672084, 0.0)], 2, 2), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([1f, 2, 2, 1], 2, 2)).With("check_errors", false).Showing("not positive definite"),
            OperatorSample.Of(Tensor.From([1.0986f, -0.0181f, -0.0181f, 1.0037f, 1.1525f, 0.59150004f, 0.59150004f, 6.3353f], 2, 2, 2))
                .With("check_errors", true)
                .Gives(Value.List(Tensor.From([1.0481412f, 0f, -0.017268667f, 1.0016994f, 1.0735456f, 0f, 0.55097806f, 2.4559567f], 2, 2,
                2), Tensor.From([0, 0], 2))),
        ],
        ["aten::linalg_cholesky.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4.3733997f, -0.106600046f, 0.7463001f, -0.106600046f, 3.9239998f, -2.5410001f, 0.7463001f,
                -2.5410001f, 3.7941003f], 3, 3))
                .Gives(Tensor.From([2.0912676f, 0f, 0f, -0.050973892f, 1.9802529f, 0f, 0.35686496f, -1.2739834f, 1.4295852f], 3, 3)),
            OperatorSample.Of(Tensor.From([new Complex(8.195, 0.0), new Complex(-4.5075, 2.9700999999999995), new Complex(-4.5075,
                -2.9700999999999995), new Complex(8.9742, 0.0)], 2, 2))
                .Gives(Tensor.From([new Complex(2.8626910416599274, 0.0), new Complex(0.0, 0.0), new Complex(-1.5745674033291182,
                -1.037520276123752), new Complex(2.327764844009268, 0.0)], 2, 2)),
            OperatorSample.Of(Tensor.From([3.9825999999999997, 1.8114000000000001, 1.8114000000000001, 2.153, 1.2225, 0.0091, 0.0091,
                1.0122], 2, 2, 2)).With("upper", true)
                .Gives(Tensor.From([1.9956452590578315, 0.907676347676733, 0.0, 1.1528762500234908, 1.105667219374799, 0.00823032449595965,
                0.0, 1.0060478426788118], 2, 2, 2)),
        ],
        ["aten::cholesky_solve.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.14f, 0.25f, -0.62f, -0.79f, 1.24f, 0.88f], 3, 2), Tensor.From([1.4409025f, 0f, 0f,
                -0.21618396f, 2.4609277f, 0f, -0.22097264f, -0.2229528f, 1.301869f], 3, 3))
                .Gives(Tensor.From([0.1715051f, 0.18551448f, -0.03437698f, -0.07880748f, 0.71227163f, 0.50161326f], 3, 2)),
            OperatorSample.Of(Tensor.From([new Complex(-0.44, -1.09), new Complex(-0.95, -0.01)], 2, 1),
                Tensor.From([new Complex(1.6454178800535746, 0.0), new Complex(0.0, 0.0), new Complex(0.4457834139836364,
                -0.3543780622956487), new Complex(1.1615047726034857, 0.0)], 2, 2))
                .Gives(Tensor.From([new Complex(-0.012402891766713322, -0.3457121961285358), new Complex(-0.4418057232739134,
                0.14123806004010428)], 2, 1)),
            OperatorSample.Of(Tensor.From([0.56f, -0.55f, -0.59f, -0.13f, -2.39f, -0.11f], 2, 3, 1), Tensor.From([1.4409025f, -0.21618396f,
                -0.22097264f, 0f, 2.4609277f, -0.2229528f, 0f, 0f, 1.301869f], 3, 3), true)
                .Gives(Tensor.From([0.20436345f, -0.10614709f, -0.3223485f, -0.15660866f, -0.416474f, -0.20546229f], 2, 3, 1)),
        ],
        ["aten::_cholesky_solve_helper.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.09f, -0.56f, 0.32f, 1.52f, 0.13f, -0.93f], 3, 2), Tensor.From([1.4409025f, 0f, 0f,
                -0.21618396f, 2.4609277f, 0f, -0.22097264f, -0.2229528f, 1.301869f], 3, 3), false)
                .Gives(Tensor.From([0.57056296f, -0.32140172f, 0.09806804f, 0.18976197f, 0.2011763f, -0.5226289f], 3, 2)),
            OperatorSample.Of(Tensor.From([-1.0, -1.43, -0.74], 3, 1), Tensor.From([1.4409024715423584, -0.21618396043777466,
                -0.22097264230251312, 0.0, 2.460927724838257, -0.22295279800891876, 0.0, 0.0, 1.3018690347671509], 3, 3), true)
                .Gives(Tensor.From([-0.6228915847298251, -0.3163018959353654, -0.6115559312164082], 3, 1)),
        ],
        ["aten::cholesky_inverse.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.4409025f, 0f, 0f, -0.21618396f, 2.4609277f, 0f, -0.22097264f, -0.2229528f, 1.301869f], 3, 3))
                .Gives(Tensor.From([0.50181115f, 0.033697832f, 0.09850338f, 0.033697832f, 0.16996376f, 0.053453907f, 0.09850338f,
                0.053453907f, 0.5900182f], 3, 3)),
            OperatorSample.Of(Tensor.From([new Complex(1.6454178800535746, -0.0), new Complex(0.4457834139836364, 0.3543780622956487),
                new Complex(0.0, -0.0), new Complex(1.1615047726034857, -0.0)], 2, 2), true)
                .Gives(Tensor.From([new Complex(0.45814752290005256, 0.0), new Complex(-0.20081941439416073, -0.1596425365142946),
                new Complex(-0.20081941439416073, 0.1596425365142946), new Complex(0.7412385583241318, 0.0)], 2, 2)),
        ],
    };
}
