using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Functions of two numbers. Source: <c>torch.atan2</c>, <c>torch.hypot</c>, <c>torch.copysign</c>, <c>torch.nextafter</c>,
/// <c>torch.logaddexp</c>, <c>torch.logaddexp2</c>, <c>torch.xlogy</c>, <c>torch.special.xlog1py</c>, <c>torch.heaviside</c>,
/// <c>torch.ldexp</c>.
/// </summary>
internal sealed class BinaryMath : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var ldexp = Lifting<ScaleByPowerOfTwo>("aten::ldexp.Tensor(Tensor self, Tensor other) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0.75f], 2), Tensor.From([3L, -1], 2)).Gives(Tensor.From([8f, 0.375f], 2)),
            OperatorSample.Of(Tensor.From([3L], 1), Tensor.From([2L], 1)).Gives(Tensor.From([12f], 1)).Showing("integers become f32"),
        ]);
        return
        [
            .. Lifting<Angle>("aten::atan2(Tensor self, Tensor other) -> Tensor", () =>
            [
                OperatorSample.Of(Tensor.From([1f, -1f, 0f, -0f], 4), Tensor.From([1f, -1f, -1f, -1f], 4))
                    .Gives(Tensor.From([0.7853982f, -2.3561945f, 3.1415927f, -3.1415927f], 4)).Showing("the quadrant counts"),
                OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([-2L], 1)).Gives(Tensor.From([2.6779451f], 1)),
            ]).WithInPlace("aten::arctan2"),
            .. CopySign("aten::copysign.Tensor(Tensor self, Tensor other) -> Tensor"),
            .. CopySign("aten::copysign.Scalar(Tensor self, Scalar other) -> Tensor"),
            .. Floats<Hypotenuse>("aten::hypot(Tensor self, Tensor other) -> Tensor", () =>
            [
                OperatorSample.Of(Tensor.From([3f, 1e30f], 2), Tensor.From([4f, 1e30f], 2))
                    .Gives(Tensor.From([5f, 1.4142135e30f], 2)).Showing("no overflow on the way"),
            ]).WithInPlace(),
            .. Floats<NextAfter>("aten::nextafter(Tensor self, Tensor other) -> Tensor", () =>
            [
                OperatorSample.Of(Tensor.From([1f, 1f, 0f, 2f], 4), Tensor.From([2f, 0f, -1f, 2f], 4))
                    .Gives(Tensor.From([1.0000001f, 0.99999994f, -1e-45f, 2f], 4)),
                OperatorSample.Of(Tensor.From([1.0], 1), Tensor.From([2.0], 1)).Gives(Tensor.From([1.0000000000000002], 1)),
            ]).WithInPlace(),
            Floats<LogAddExp>("aten::logaddexp(Tensor self, Tensor other) -> Tensor", () =>
            [
                OperatorSample.Of(Tensor.From([0f, 1000f, float.NegativeInfinity], 3), Tensor.From([1f, 1000f, float.NegativeInfinity], 3))
                    .Gives(Tensor.From([1.3132617f, 1000.6932f, float.NegativeInfinity], 3)).Showing("no overflow on the way"),
            ]),
            Floats<LogAddExp2>("aten::logaddexp2(Tensor self, Tensor other) -> Tensor", () =>
            [
                OperatorSample.Of(Tensor.From([0f, 1000f, float.PositiveInfinity], 3), Tensor.From([1f, 1000f, float.PositiveInfinity], 3))
                    .Gives(Tensor.From([1.5849625f, 1001f, float.PositiveInfinity], 3)),
            ]),
            .. XLogY("aten::xlogy.Tensor(Tensor self, Tensor other) -> Tensor").WithInPlace(),
            .. XLogY("aten::xlogy.Scalar_Other(Tensor self, Scalar other) -> Tensor").WithInPlace(),
            .. XLogY("aten::xlogy.Scalar_Self(Scalar self, Tensor other) -> Tensor").AlsoAs("aten::special_xlogy.self_scalar"),
            XLogY("aten::special_xlogy(Tensor self, Tensor other) -> Tensor"),
            XLogY("aten::special_xlogy.other_scalar(Tensor self, Scalar other) -> Tensor"),
            XLog1PY("aten::special_xlog1py(Tensor self, Tensor other) -> Tensor"),
            XLog1PY("aten::special_xlog1py.other_scalar(Tensor self, Scalar other) -> Tensor"),
            XLog1PY("aten::special_xlog1py.self_scalar(Scalar self, Tensor other) -> Tensor"),
            .. new ElementwiseOperator("aten::heaviside(Tensor self, Tensor values) -> Tensor", (_, x) =>
                Elements.Real<Step>(x[0], x[1]), "self", "values")
            {
                Accepts = DTypeSet.Numbers,
                Cases = () =>
                [
                    OperatorSample.Of(Tensor.From([1f, 0f, -2f, float.NaN], 4), Tensor.Scalar(0.5f))
                        .Gives(Tensor.From([1f, 0.5f, 0f, 0f], 4)),
                ],
            }.WithInPlace(),
            ldexp, Families.InPlace(ldexp, "aten::ldexp_"),
        ];
    }

    private static ElementwiseOperator Lifting<F>(string schema, Func<IEnumerable<OperatorSample>> cases)
        where F : struct, IFloatFunction2 =>
        new(schema, (_, x) => Elements.Float<F>(x[0], x[1]), "self", "other")
        {
            Result = ResultDType.PromotedToFloat,
            Accepts = DTypeSet.Real,
            Cases = cases,
        };

    private static ElementwiseOperator Floats<F>(string schema, Func<IEnumerable<OperatorSample>> cases)
        where F : struct, IFloatFunction2 =>
        new(schema, (_, x) => Elements.Float<F>(x[0], x[1]), "self", "other") { Accepts = DTypeSet.Float, Cases = cases };

    private static IEnumerable<Operator> CopySign(string schema) => Lifting<SignOf>(schema, () =>
    [
        OperatorSample.Of(Tensor.From([1f, -2f, 0f], 3), Tensor.From([-3f, 0f, -0f], 3))
            .Gives(Tensor.From([-1f, 2f, -0f], 3)).Showing("the sign of zero counts"),
        OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([-2L], 1)).Gives(Tensor.From([-1f], 1)).Showing("integers become f32"),
    ]).WithInPlace();

    private static ElementwiseOperator XLogY(string schema) => Lifting<XTimesLogY>(schema, () =>
    [
        OperatorSample.Of(Tensor.From([0f, 0f, float.NaN, 2f], 4), Tensor.From([float.NaN, 0f, 0f, 0f], 4))
            .Gives(Tensor.From([float.NaN, 0f, float.NaN, float.NegativeInfinity], 4)).Showing("0 times anything but NaN is 0"),
        OperatorSample.Of(Tensor.From([2L], 1), Tensor.From([3L], 1)).Gives(Tensor.From([2.1972246f], 1)).Showing("integers become f32"),
    ]);

    private static ElementwiseOperator XLog1PY(string schema) => Lifting<XTimesLog1PY>(schema, () =>
    [
        OperatorSample.Of(Tensor.From([0f, 2f, 1f], 3), Tensor.From([-1f, 1e-07f, float.NaN], 3))
            .Gives(Tensor.From([0f, 1.9999999e-07f, float.NaN], 3)),
    ]);

    private readonly struct Angle : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => T.Atan2(x, y);
    }

    private readonly struct SignOf : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => T.CopySign(x, y);
    }

    private readonly struct Hypotenuse : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => T.Hypot(x, y);
    }

    private readonly struct NextAfter : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) =>
            T.IsNaN(x) || T.IsNaN(y) ? T.NaN : x < y ? T.BitIncrement(x) : x > y ? T.BitDecrement(x) : y;
    }

    private readonly struct LogAddExp : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y)
        {
            if (T.IsInfinity(x) && x == y)
            {
                return x;
            }
            var rest = SpecialFunctions.Log1P(Math.Exp(-double.CreateTruncating(T.Abs(x - y))));
            return T.Max(x, y) + T.CreateTruncating(rest);
        }
    }

    private readonly struct LogAddExp2 : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y)
        {
            if (T.IsInfinity(x) && x == y)
            {
                return x;
            }
            var rest = SpecialFunctions.Log1P(Math.Pow(2, -double.CreateTruncating(T.Abs(x - y)))) / Math.Log(2);
            return T.Max(x, y) + T.CreateTruncating(rest);
        }
    }

    private readonly struct XTimesLogY : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => T.IsNaN(y) ? y : x == T.Zero ? T.Zero : x * T.Log(y);
    }

    private readonly struct XTimesLog1PY : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) =>
            T.IsNaN(y) ? y : x == T.Zero ? T.Zero : x * T.CreateTruncating(SpecialFunctions.Log1P(double.CreateTruncating(y)));
    }

    private readonly struct Step : IRealFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x == T.Zero ? y : x > T.Zero ? T.One : T.Zero;
    }

    private readonly struct ScaleByPowerOfTwo : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => x * T.Exp2(y);
    }
}
