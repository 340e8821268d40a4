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
        var ldexp = Lifting<ScaleByPowerOfTwo>("aten::ldexp.Tensor(Tensor self, Tensor other) -> Tensor");
        return
        [
            .. Lifting<Angle>("aten::atan2(Tensor self, Tensor other) -> Tensor").WithInPlace("aten::arctan2"),
            .. CopySign("aten::copysign.Tensor(Tensor self, Tensor other) -> Tensor"),
            .. CopySign("aten::copysign.Scalar(Tensor self, Scalar other) -> Tensor"),
            .. Floats<Hypotenuse>("aten::hypot(Tensor self, Tensor other) -> Tensor").WithInPlace(),
            .. Floats<NextAfter>("aten::nextafter(Tensor self, Tensor other) -> Tensor").WithInPlace(),
            Floats<LogAddExp>("aten::logaddexp(Tensor self, Tensor other) -> Tensor"),
            Floats<LogAddExp2>("aten::logaddexp2(Tensor self, Tensor other) -> Tensor"),
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
            }.WithInPlace(),
            ldexp, Families.InPlace(ldexp, "aten::ldexp_"),
        ];
    }

    private static ElementwiseOperator Lifting<F>(
        string schema, Func<ScalarExpression, ScalarExpression, ScalarExpression>? formula = null)
        where F : struct, IFloatFunction2 =>
        new(schema, (_, x) => Elements.Float<F>(x[0], x[1]), "self", "other")
        {
            Result = ResultDType.PromotedToFloat,
            Accepts = DTypeSet.Real,
            Formula = formula is null ? null : (_, x) => formula(x[0], x[1]),
        };

    private static ElementwiseOperator Floats<F>(string schema)
        where F : struct, IFloatFunction2 =>
        new(schema, (_, x) => Elements.Float<F>(x[0], x[1]), "self", "other") { Accepts = DTypeSet.Float };

    private static IEnumerable<Operator> CopySign(string schema) => Lifting<SignOf>(schema).WithInPlace();

    private static ElementwiseOperator XLogY(string schema) => Lifting<XTimesLogY>(schema, (x, y) =>
        ScalarExpression.Call(ScalarFunction.NotEqual, y, y).Select(y, ScalarExpression.Call(ScalarFunction.Equal, x, x.Constant(0))
            .Select(x.Constant(0), x * ScalarExpression.Call(ScalarFunction.Log, y))));

    private static ElementwiseOperator XLog1PY(string schema) => Lifting<XTimesLog1PY>(schema);

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
