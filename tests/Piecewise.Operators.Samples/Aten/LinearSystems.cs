using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class LinearSystems : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::linalg_lu_factor_ex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.54f, 0.11f, -2.26f, 0.61f, 2.86f, 0.83f, -0.25f, -0.8f, 3.24f], 3, 3))
                .Gives(Value.List(Tensor.From([3.54f, 0.11f, -2.26f, 0.17231639f, 2.8410451f, 1.219435f, -0.07062147f, -0.2788522f,
                3.4204376f], 3, 3), Tensor.From([1, 2, 3], 3), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([0.29, 0.69, -0.63, 0.88, -0.68, 0.45, 0.29, -0.83, -0.55, 0.64, -0.4, -0.66], 2, 2, 3))
                .Gives(Value.List(Tensor.From([0.88, -0.68, 0.45, 0.32954545454545453, 0.9140909090909091, -0.7782954545454546, 0.64, -0.4,
                -0.66, 0.45312499999999994, -0.6487499999999999, -0.2509375000000001], 2, 2, 3), Tensor.From([2, 2, 2, 2], 2, 2),
                Tensor.From([0, 0], 2))),
            OperatorSample.Of(Tensor.From([-1.64f, 0.98f, -0.04f, -0.82f, 0.31f, -1.14f], 3, 2)).With("check_errors", true)
                .With("pivot", true).Gives(Value.List(Tensor.From([-1.64f, 0.98f, -0.18902439f, -0.9547561f, 0.024390245f, 0.8838932f], 3,
                2), Tensor.From([1, 3], 2), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([new Complex64(3.38f, 0.5f), new Complex64(-0.28f, 0.54f), new Complex64(-2.57f, -0.41f),
                new Complex64(1.57f, 1.13f)], 2, 2))
                .Gives(Value.List(Tensor.From([new Complex64(3.38f, 0.5f), new Complex64(-0.28f, 0.54f), new Complex64(-0.7616322f,
                -0.008634284f), new Complex64(1.3520806f, 1.5388638f)], 2, 2), Tensor.From([1, 2], 2), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([1f, 2, 2, 4], 2, 2))
                .Gives(Value.List(Tensor.From([2f, 4f, 0.5f, 0f], 2, 2), Tensor.From([2, 2], 2),
                Tensor.Scalar(2))).Showing("a singular one"),
        ],
        ["aten::_lu_with_info.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.89f, 0.35f, -0.77f, -0.15f, 3.63f, 1.09f, 0.09f, 1.24f, 1.65f], 3, 3))
                .Gives(Value.List(Tensor.From([1.89f, 0.35f, -0.77f, -0.07936508f, 3.6577778f, 1.028889f, 0.04761905f, 0.33444715f,
                1.3425577f], 3, 3), Tensor.From([1, 2, 3], 3), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([0.51, -0.69, -0.17, -1.0, -1.65, 0.81], 3, 2), true, false)
                .Gives(Value.List(Tensor.From([-1.65, 0.81, 0.10303030303030304, -1.0834545454545454, -0.3090909090909091,
                0.4057727806678972], 3, 2), Tensor.From([3, 2], 2), Tensor.Scalar(0))),
        ],
        ["aten::linalg_lu_factor.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.06f, 1.13f, -0.53f, 0.66f, 1.4f, -0.38f, -3.1f, -0.1f, 2.28f], 3, 3))
                .Gives(Value.List(Tensor.From([-3.1f, -0.1f, 2.28f, -0.21290325f, 1.3787097f, 0.1054194f, -0.98709685f, 0.74801123f,
                1.6417259f], 3, 3), Tensor.From([3, 2, 3], 3))),
            OperatorSample.Of(Tensor.From([new Complex(4.27, 0.7), new Complex(0.0, -0.8), new Complex(-1.1, 1.54), new Complex(3.6,
                1.47)], 2, 2)).With("pivot", true)
                .Gives(Value.List(Tensor.From([new Complex(4.27, 0.7), new Complex(0.0, -0.8), new Complex(-0.19329270572400645,
                0.39234306651213224), new Complex(3.286125546790294, 1.3153658354207949)], 2, 2), Tensor.From([1, 2], 2))),
        ],
        ["aten::linalg_lu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4.6f, -1.53f, 1.02f, -0.2f, 1.71f, 0.82f, -0.61f, -1.3f, 2.06f], 3, 3))
                .Gives(Value.List(Tensor.From([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3), Tensor.From([1f, 0f, 0f, -0.04347826f, 1f, 0f,
                -0.1326087f, -0.9144577f, 1f], 3, 3), Tensor.From([4.6f, -1.53f, 1.02f, 0f, 1.6434783f, 0.8643478f, 0f, 0f, 2.9856703f], 3,
                3))),
            OperatorSample.Of(Tensor.From([0.67, 1.16, -0.32, 1.88, -0.57, 0.4], 3, 2))
                .Gives(Value.List(Tensor.From([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0], 3, 3), Tensor.From([1.0, 0.0,
                -0.47761194029850745, 1.0, -0.8507462686567163, 0.5697817022320333], 3, 2), Tensor.From([0.67, 1.16, 0.0,
                2.4340298507462688], 2, 2))),
            OperatorSample.Of(Tensor.From([new Complex64(-0.12f, 1.14f), new Complex64(0.32f, -0.33f), new Complex64(0.56f, -1.47f),
                new Complex64(0.87f, 0.73f), new Complex64(-0.35f, -0.13f), new Complex64(0.35f, -0.64f)], 2, 3)).With("pivot", true)
                .Gives(Value.List(Tensor.From([new Complex64(0f, 0f), new Complex64(1f, 0f), new Complex64(1f, 0f), new Complex64(0f, 0f)],
                2, 2), Tensor.From([new Complex64(1f, 0f), new Complex64(0f, 0f), new Complex64(0.5642736f, 0.83687395f), new Complex64(1f,
                0f)], 2, 2), Tensor.From([new Complex64(0.87f, 0.73f), new Complex64(-0.35f, -0.13f), new Complex64(0.35f, -0.64f),
                new Complex64(0f, 0f), new Complex64(0.40870214f, 0.03626141f), new Complex64(-0.17309505f, -1.4017708f)], 2, 3))),
            OperatorSample.Of(Tensor.From([1.04f, 0.49f, 1.03f, -0.6f, 1.6f, -1.07f, -1.22f, 0.65f], 2, 2, 2))
                .Gives(Value.List(Tensor.From([1f, 0, 0, 1, 1, 0, 0, 1], 2, 2, 2), Tensor.From([1f, 0f, 0.99038464f, 1f, 1f, 0f,
                -0.76250005f, 1f], 2, 2, 2), Tensor.From([1.04f, 0.49f, 0f, -1.0852885f, 1.6f, -1.07f, 0f, -0.16587514f], 2, 2, 2))),
        ],
        ["aten::lu_unpack.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.66f, 0.27f, 0.06f, 0.1693989f, 2.5042622f, -0.18016393f, -0.41530052f, 0.19651742f,
                2.0303235f], 3, 3), Tensor.From([1, 2, 3], 3))
                .Gives(Value.List(Tensor.From([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3), Tensor.From([1f, 0f, 0f, 0.1693989f, 1f, 0f,
                -0.41530052f, 0.19651742f, 1f], 3, 3), Tensor.From([3.66f, 0.27f, 0.06f, 0f, 2.5042622f, -0.18016393f, 0f, 0f, 2.0303235f],
                3, 3))),
            OperatorSample.Of(Tensor.From([new Complex(2.44, -0.97), new Complex(-0.89, 0.42), new Complex(-0.059221118282689104,
                0.08711291609253755), new Complex(2.7838806294872724, -0.3175966349989121)], 2, 2), Tensor.From([1, 2], 2), false, true)
                .Gives(Value.List(Tensor.From([new Complex(1.0, 0.0), new Complex(0.0, 0.0), new Complex(0.0, 0.0), new Complex(1.0, 0.0)],
                2, 2), Tensor.Zeros(DType.C128, 0), Tensor.Zeros(DType.C128, 0))),
            OperatorSample.Of(Tensor.From([2.53f, 0.41f, -0.18972331f, 1.4577866f, -0.39130434f, -0.5141804f], 3, 2), Tensor.From([2, 2],
                2), true, false).Gives(Value.List(Tensor.Zeros(DType.F32, 0), Tensor.From([1f, 0f, -0.18972331f, 1f, -0.39130434f,
                -0.5141804f], 3, 2), Tensor.From([2.53f, 0.41f, 0f, 1.4577866f], 2, 2))),
        ],
        ["aten::linalg_lu_solve.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.66f, 0.27f, 0.06f, 0.1693989f, 2.5042622f, -0.18016393f, -0.41530052f, 0.19651742f,
                2.0303235f], 3, 3), Tensor.From([1, 2, 3], 3), Tensor.From([-0.04f, -0.18f, -0.5f, 0.87f, -0.27f, -0.46f], 3, 2))
                .Gives(Tensor.From([0.0056278287f, -0.06809996f, -0.20367517f, 0.33436456f, -0.09342595f, -0.35054335f], 3, 2)),
            OperatorSample.Of(Tensor.From([new Complex(2.44, -0.97), new Complex(-0.89, 0.42), new Complex(-0.059221118282689104,
                0.08711291609253755), new Complex(2.7838806294872724, -0.3175966349989121)], 2, 2), Tensor.From([1, 2], 2),
                Tensor.From([new Complex(-0.1, 1.0), new Complex(0.47, -0.29)], 2, 1)).With("adjoint", true)
                .Gives(Tensor.From([new Complex(0.11300696889800821, 0.38163755374097896), new Complex(0.14839555788089812,
                0.012426505520234837)], 2, 1)),
            OperatorSample.Of(Tensor.From([2.49f, -1.57f, -0.04819277f, 6.5143375f, -1.28f, 3.33f, -0.91406244f, 4.643828f], 2, 2, 2),
                Tensor.From([1, 2, 2, 2], 2, 2), Tensor.From([-1.16f, 0.03f, 0.57f, -0.01f, 0.67f, -0.49f], 3, 2)).With("left", false)
                .Gives(Tensor.From([-0.4710524f, -0.10767106f, 0.23150049f, 0.05363517f, 0.2685766f, -0.010369463f, -0.64339435f,
                0.31814736f, 0.31717166f, -0.1553978f, 0.2698306f, -0.27679548f], 2, 3, 2)),
            OperatorSample.Of(Tensor.From([3.66f, 0.27f, 0.06f, 0.1693989f, 2.5042622f, -0.18016393f, -0.41530052f, 0.19651742f,
                2.0303235f], 3, 3), Tensor.From([1, 2, 3], 3), Tensor.From([1.51f, -2.33f, 1.62f, -0.9f, 0.17f, 0.08f], 2, 3))
                .With("left", false).With("adjoint", true)
                .Gives(Tensor.From([0.4592915f, -0.93492615f, 1.3570532f, -0.25158343f, 0.116109125f, -0.17590262f], 2, 3)),
        ],
        ["aten::lu_solve.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.93f, 0.09f, 1.39f, -0.69f, -0.51f, 0.19f], 3, 2), Tensor.From([3.66f, 0.27f, 0.06f,
                0.1693989f, 2.5042622f, -0.18016393f, -0.41530052f, 0.19651742f, 2.0303235f], 3, 3), Tensor.From([1, 2, 3], 3))
                .Gives(Tensor.From([-0.2868561f, 0.041453682f, 0.5754294f, -0.26865038f, -0.59121037f, 0.18025213f], 3, 2)),
            OperatorSample.Of(Tensor.From([0.72f, -0.81f, -1.46f, 0.23f], 2, 2, 1), Tensor.From([2.49f, -1.57f, -0.04819277f, 6.5143375f,
                -1.28f, 3.33f, -0.91406244f, 4.643828f], 2, 2, 2), Tensor.From([1, 2, 2, 2], 2, 2))
                .Gives(Tensor.From([0.21411529f, -0.11901459f, -0.87983054f, -0.26912403f], 2, 2, 1)),
        ],
        ["aten::_linalg_det.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.19f, -0.22f, 0.15f, 0.01f, 2.88f, 1.47f, -0.4f, -0.51f, 4.12f], 3, 3))
                .Gives(Value.List(Tensor.Scalar(40.55327f), Tensor.From([3.19f, 0.01f, -0.4f, -0.06896552f, 2.8806899f, -0.5375862f,
                0.047021948f, 0.51013124f, 4.4130483f], 3, 3), Tensor.From([1, 2, 3], 3))),
            OperatorSample.Of(Tensor.From([new Complex(2.41, 1.41), new Complex(0.91, -1.85), new Complex(-1.08, -0.57), new Complex(2.32,
                -0.91)], 2, 2)).Gives(Value.List(Tensor.Scalar(new Complex(8.9116, -0.4012000000000003)), Tensor.From([new Complex(2.41,
                1.41), new Complex(0.91, -1.85), new Complex(-0.43694363920884527, 0.019124701777789188), new Complex(2.682238013391139,
                -1.735749211154152)], 2, 2), Tensor.From([1, 2], 2))),
            OperatorSample.Of(Tensor.From([-0.49f, -0.62f, 0.38f, 0.39f, 0.79f, 1.14f, -0.11f, -0.02f, 0.05f], 9).AsStrided([3, 3], [1, 3],
                0)).Gives(Value.List(Tensor.Scalar(0.08936899f), Tensor.From([-0.62f, 0.79f, -0.02f, -0.61290324f, 1.6241935f,
                0.037741937f, 0.7903226f, -0.14429002f, -0.08874776f], 3, 3), Tensor.From([2, 3, 3], 3))),
        ],
        ["aten::linalg_det.default", "aten::det.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.43f, -0.9f, 0.53f, 0.4f, 4.45f, -2.42f, -1.19f, 0.7f, 4.13f], 3, 3))
                .Gives(Tensor.Scalar(70.69867f)),
            OperatorSample.Of(Tensor.From([0.22, -0.06, 1.21, 1.95, -0.08, -0.86, -0.79, -0.82], 2, 2, 2))
                .Gives(Tensor.From([0.5015999999999999, -0.6138], 2)),
            OperatorSample.Of(Tensor.From([new Complex64(0.55f, -0.11f), new Complex64(-1.17f, 1.6f), new Complex64(-0.47f, -0.84f),
                new Complex64(-1.63f, -1.05f)], 2, 2)).Gives(Tensor.Scalar(new Complex64(-2.9058998f, -0.6289998f))),
            OperatorSample.Of(Tensor.From([1f, 2, 2, 4], 2, 2)).Gives(Tensor.Scalar(-0f)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 0)).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::_linalg_slogdet.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3.94f, 0.54f, 1.54f, -0.69f, 3.22f, -0.3f, -0.37f, 1.87f, 3.9f], 3, 3))
                .Gives(Value.List(Tensor.Scalar(1f), Tensor.Scalar(3.9712281f), Tensor.From([3.94f, -0.69f, -0.37f, 0.13705584f,
                3.3145685f, 1.9207107f, 0.3908629f, -0.009142852f, 4.0621805f], 3, 3), Tensor.From([1, 2, 3], 3))),
            OperatorSample.Of(Tensor.From([new Complex(3.12, 0.08), new Complex(1.89, 1.14), new Complex(-0.42, -1.93), new Complex(3.74,
                -0.56)], 2, 2)).Gives(Value.List(Tensor.Scalar(new Complex(0.9678538745720626, 0.25151317555119423)),
                Tensor.Scalar(2.365516839275906), Tensor.From([new Complex(3.12, 0.08), new Complex(1.89, 1.14),
                new Complex(-0.1503777923784494, -0.6147339027595269), new Complex(3.3234173784494088, 0.773277759526938)], 2, 2),
                Tensor.From([1, 2], 2))),
        ],
        ["aten::linalg_slogdet.default", "aten::slogdet.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2.86f, -2.68f, -0.67f, -0.42f, -1.99f, -0.55f, -0.99f, 1.03f, -2.02f], 3, 3))
                .Gives(Value.List(Tensor.Scalar(-1f), Tensor.Scalar(2.3695478f))),
            OperatorSample.Of(Tensor.From([-1.87, 0.59, -0.46, -0.97, -1.06, 0.71, -0.09, -0.83], 2, 2, 2))
                .Gives(Value.List(Tensor.From([1.0, 1.0], 2), Tensor.From([0.7349127297924128, -0.057946959954849706], 2))),
            OperatorSample.Of(Tensor.From([new Complex64(0.45f, -1.1f), new Complex64(-0.91f, 0.29f), new Complex64(0.07f, 0.84f),
                new Complex64(0.86f, 0.05f)], 2, 2))
                .Gives(Value.List(Tensor.Scalar(new Complex64(0.97251433f, -0.23284271f)), Tensor.Scalar(-0.2607454f))),
            OperatorSample.Of(Tensor.From([1f, 2, 2, 4], 2, 2))
                .Gives(Value.List(Tensor.Scalar(-0f), Tensor.Scalar(float.NegativeInfinity))),
        ],
        ["aten::_linalg_solve_ex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4.21f, -1.46f, 1.8f, 0.52f, 1.83f, 0.76f, -1.87f, 0.56f, 3.16f], 9).AsStrided([3, 3], [1, 3],
                0), Tensor.From([-0.98f, -0.88f, -0.26f, 0.01f, 0.07f, -0.2f], 3, 2))
                .Gives(Value.List(Tensor.From([-0.12438922f, -0.1627811f, -0.29120925f, -0.14400996f, 0.16304417f, 0.06406758f], 3, 2),
                Tensor.From([4.21f, 0.52f, -1.87f, -0.34679335f, 2.0103326f, -0.0885036f, 0.42755345f, 0.26745436f, 3.9831958f], 3, 3),
                Tensor.From([1, 2, 3], 3), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([new Complex(2.48, -1.82), new Complex(-0.31, 0.6), new Complex(0.44, 1.14), new Complex(2.01,
                0.03)], 2, 2), Tensor.From([new Complex(0.37, 0.99), new Complex(-0.0, 1.08)], 2)).With("check_errors", true)
                .Gives(Value.List(Tensor.From([new Complex(-0.0038921453086383857, 0.3962932672503318), new Complex(0.2323213675155212,
                0.44930267016728176)], 2), Tensor.From([new Complex(2.48, -1.82), new Complex(-0.31, 0.6), new Complex(-0.1039438643953164,
                0.38339603500021135), new Complex(2.2078150230375786, 0.21121908948725535)], 2, 2), Tensor.From([1, 2], 2),
                Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([1.45f, 0.11f, -1.87f, 1.91f, 3.31f, 1.58f, -0.67f, 4.71f], 8).AsStrided([2, 2, 2], [4, 1, 2],
                0), Tensor.From([0.23f, 0.71f, -1.36f, 0.39f], 2, 2)).With("left", true)
                .Gives(Value.List(Tensor.From([0.5939097f, 0.33752355f, -0.36905584f, 0.20660472f], 2, 2), Tensor.From([1.45f, -1.87f,
                0.075862065f, 2.051862f, 3.31f, -0.67f, 0.4773414f, 5.029819f], 2, 2, 2), Tensor.From([1, 2, 1, 2], 2, 2), Tensor.From([0,
                0], 2))),
        ],
        ["aten::linalg_solve_ex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([2.97f, 0.87f, -2.23f, -0.87f, 0.9200001f, 0.61f, -0.64f, -0.3f, 2.47f], 3, 3),
                Tensor.From([1.76f, -1.08f, -1.2f, 0.27f, -1.94f, -1.29f], 3, 2))
                .Gives(Value.List(Tensor.From([0.15701778f, -0.9213545f, -0.61272466f, -0.067769796f, -0.81916034f, -0.7692298f], 3, 2),
                Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([2.58, -0.22, 0.22, 3.52], 2, 2), Tensor.From([0.61, 0.77, 0.7, -0.12, -1.45, -2.23], 3, 2))
                .With("left", false).With("check_errors", true)
                .Gives(Value.List(Tensor.From([0.21662650602409636, 0.232289156626506, 0.27277108433734937, -0.017042716319824753,
                -0.5053012048192771, -0.665104052573932], 3, 2), Tensor.Scalar(0))),
        ],
        ["aten::linalg_solve.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.21f, -0.56f, -0.63f, 0.1f, 2.48f, -0.98f, 1.01f, 1.11f, 3.52f], 3, 3), Tensor.From([0.1f,
                0.06f, -1.41f], 3)).Gives(Tensor.From([-0.1357096f, -0.10068907f, -0.32987738f], 3)),
            OperatorSample.Of(Tensor.From([new Complex(2.63, 1.57), new Complex(1.58, -0.35), new Complex(-0.45, 0.26), new Complex(4.59,
                -0.62)], 2, 2), Tensor.From([new Complex(-0.72, -1.37), new Complex(0.08, -1.16), new Complex(0.3, -1.25), new Complex(2.0,
                0.42), new Complex(0.56, 0.74), new Complex(-1.63, -0.87)], 3, 2)).With("left", false)
                .Gives(Tensor.From([new Complex(-0.43608982711373406, -0.3074272270024141), new Complex(0.21146105420280698,
                -0.1515883588715147), new Complex(-0.04391491211047013, -0.4416067550986112), new Complex(0.44397867550667025,
                0.3001383949087749), new Complex(0.20637095871583772, 0.149894114300394), new Complex(-0.3998459193611585,
                -0.27941336275555506)], 3, 2)),
            OperatorSample.Of(Tensor.From([3.59f, -0.16f, -1.34f, 3.81f, 4.04f, 0.5f, 1.72f, 1.89f], 2, 2, 2), Tensor.From([0.36f, -0.34f],
                2, 1)).Gives(Tensor.From([0.09783489f, -0.05482972f, 0.12550919f, -0.2941142f], 2, 2, 1)),
            OperatorSample.Of(Tensor.From([2.8f, 1.69f, -0.91f, 2.8f, 3.68f, 0.64f, -1.53f, 3.15f, 2.63f, 0.02f, -0.08f, 4.51f], 3, 2, 2),
                Tensor.From([1.17f, 0.69f, 0.85f, 0.27f, 0.38f, 0.05f], 3, 2))
                .Gives(Tensor.From([0.2249864f, 0.31954914f, 0.19924112f, 0.18248855f, 0.1443829f, 0.01364759f], 3,
                2)).Showing("a vector for each"),
        ],
        ["aten::linalg_inv_ex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4.35f, 0.1f, -1.44f, 1.81f, 1.74f, 1.66f, -0.91f, -0.59f, 4.04f], 3, 3))
                .Gives(Value.List(Tensor.From([0.2411294f, 0.0134158125f, 0.08043468f, -0.26563677f, 0.48965317f, -0.29587653f,
                0.015520319f, 0.074530624f, 0.22243278f], 3, 3), Tensor.Scalar(0))),
            OperatorSample.Of(Tensor.From([new Complex(3.7, 0.52), new Complex(1.14, -0.68), new Complex(-0.5, 1.42), new Complex(2.62,
                0.83)], 2, 2)).With("check_errors", true)
                .Gives(Value.List(Tensor.From([new Complex(0.29836917579164035, 0.010336946540579069), new Complex(-0.09942232060305574,
                0.10443795671091281), new Complex(0.010849975298602238, -0.16317604421819829), new Complex(0.40231801110177895,
                -0.05363560137506906)], 2, 2), Tensor.Scalar(0))),
        ],
        ["aten::linalg_inv.default", "aten::inverse.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.16f, 1.05f, -0.57f, 0.6f, 4.77f, -0.58f, 1.18f, -2.57f, 3.09f], 3, 3))
                .Gives(Tensor.From([0.7890634f, -0.10598908f, 0.12566099f, -0.15118152f, 0.25353754f, 0.019701723f, -0.42706513f,
                0.2513458f, 0.29202378f], 3, 3)),
            OperatorSample.Of(Tensor.From([1.15, -1.42, -0.42, 3.25, -0.31, 0.06, 0.28, 0.88], 2, 2, 2))
                .Gives(Tensor.From([1.0346693833370475, 0.45207093056572545, 0.1337111203081723, 0.3661137817961861, -3.0386740331491713,
                0.20718232044198895, 0.966850828729282, 1.0704419889502763], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(2.83f, -0.15f), new Complex64(0.47f, -1.23f), new Complex64(-0.33f, -1.4f),
                new Complex64(2.84f, -0.41f)], 2, 2))
                .Gives(Tensor.From([new Complex64(0.28858608f, -0.002534142f), new Complex64(-0.0634435f, 0.116246514f),
                new Complex64(0.013995301f, 0.14398672f), new Complex64(0.28408042f, 0.023244167f)], 2, 2)),
            OperatorSample.Of(Tensor.From([3.22f, 0.47f, 2.03f, -1.47f, 2.08f, -1.33f, -1.71f, -0.27f, 4.41f], 9).AsStrided([3, 3], [1, 3],
                0)).Gives(Tensor.From([0.21750453f, 0.2161053f, 0.097569436f, -0.06467611f, 0.43609738f, 0.0016213462f, -0.11962663f,
                0.032044396f, 0.18233344f], 3, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0, 0)).Gives(Tensor.Zeros(DType.F32, 2, 0, 0)),
        ],
        ["aten::_linalg_check_errors.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0, 0], 2), "linalg.inv").With("is_matrix", false),
        ],
    };
}
