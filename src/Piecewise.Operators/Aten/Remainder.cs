using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Remainders with the divisor's sign (<c>torch.remainder</c>) and with the dividend's (<c>torch.fmod</c>); greatest common divisor and
/// least common multiple. Source: also <c>torch.gcd</c>, <c>torch.lcm</c>.
/// </summary>
internal sealed class Remainder : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Floored("aten::remainder.Tensor(Tensor self, Tensor other) -> Tensor").WithInPlace(),
        .. Floored("aten::remainder.Scalar(Tensor self, Scalar other) -> Tensor").WithInPlace(),
        new ElementwiseOperator(
            "aten::remainder.Scalar_Tensor(Scalar self, Tensor other) -> Tensor", (_, x) =>
                Elements.FloatOrInteger<FloorRemainder>(x[0], x[1]), "self", "other")
        {
            Accepts = DTypeSet.Numbers,
            Formula = (_, x) => ScalarExpression.Call(ScalarFunction.FloorRemainder, x[0], x[1]),
        },
        .. Truncated("aten::fmod.Tensor(Tensor self, Tensor other) -> Tensor").WithInPlace(),
        .. Truncated("aten::fmod.Scalar(Tensor self, Scalar other) -> Tensor").WithInPlace(),
        .. new ElementwiseOperator("aten::gcd(Tensor self, Tensor other) -> Tensor", (context, x) =>
            Elements.Integer(x[0], x[1], new Gcd(Smallest(context))), "self", "other")
        {
            Accepts = DTypeSet.Integer,
        }.WithInPlace(),
        .. new ElementwiseOperator("aten::lcm(Tensor self, Tensor other) -> Tensor", (context, x) =>
            Elements.Integer(x[0], x[1], new Lcm(Smallest(context))), "self", "other")
        {
            Accepts = DTypeSet.Integer,
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Floored(string schema) => new(
        schema, (_, x) => Elements.FloatOrInteger<FloorRemainder>(x[0], x[1]), "self", "other")
    {
        Accepts = DTypeSet.Numbers,
        Formula = (_, x) => ScalarExpression.Call(ScalarFunction.FloorRemainder, x[0], x[1]),
    };

    private static ElementwiseOperator Truncated(string schema) => new(
        schema, (_, x) => Elements.FloatOrInteger<TruncatedRemainder>(x[0], x[1]), "self", "other")
    {
        Accepts = DTypeSet.Numbers,
        Formula = (_, x) => ScalarExpression.Call(ScalarFunction.TruncatedRemainder, x[0], x[1]),
    };

    private static long Smallest(EvaluationContext context) => PromotionOperand.ResultType(
        context.PromotionOperand("self"), context.PromotionOperand("other")) switch
    {
        DType.I8 => sbyte.MinValue,
        DType.I16 => short.MinValue,
        DType.I32 => int.MinValue,
        DType.I64 => long.MinValue,
        _ => 0,
    };

    private readonly struct FloorRemainder : IFloatFunction2, IIntegerFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => FloatDivision.FloorRemainder(x, y);

        long IIntegerFunction2.Invoke(long x, long y) => IntegerDivision.FloorRemainder(x, y);
    }

    private readonly struct TruncatedRemainder : IFloatFunction2, IIntegerFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => FloatDivision.TruncatedRemainder(x, y);

        long IIntegerFunction2.Invoke(long x, long y) => IntegerDivision.TruncatedRemainder(x, y);
    }

    // The smallest integer of a dtype has no opposite there and stays negative, as in PyTorch.
    private readonly struct Gcd(long smallest) : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y) => Of(x, y);

        public long Of(long x, long y)
        {
            (x, y) = (x < 0 && x != smallest ? -x : x, y < 0 && y != smallest ? -y : y);
            while (x != 0)
            {
                (x, y) = (IntegerDivision.TruncatedRemainder(y, x), x);
            }
            return y;
        }
    }

    private readonly struct Lcm(long smallest) : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y)
        {
            var divisor = new Gcd(smallest).Of(x, y);
            var multiple = divisor == 0 ? 0 : unchecked(IntegerDivision.Truncate(x, divisor) * y);
            return multiple < 0 ? unchecked(-multiple) : multiple;
        }
    }
}
