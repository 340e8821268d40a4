using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Powers. Source: <c>torch.pow</c>, <c>torch.float_power</c>.</summary>
internal sealed class Pow : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var tensors = Of("aten::pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor", General);
        var number = Of("aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor", OfNumber);
        var ofNumber = Of("aten::pow.Scalar(Scalar self, Tensor exponent) -> Tensor", General);
        var floatTensors = FloatPower("aten::float_power.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor");
        var floatNumber = FloatPower("aten::float_power.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor");
        var floatOfNumber = FloatPower("aten::float_power.Scalar(Scalar self, Tensor exponent) -> Tensor");
        return
        [
            tensors, number, ofNumber, floatTensors, floatNumber, floatOfNumber,
            Families.InPlace(tensors, "aten::pow_.Tensor"), Families.InPlace(number, "aten::pow_.Scalar"),
            Families.InPlace(floatTensors, "aten::float_power_.Tensor"), Families.InPlace(floatNumber, "aten::float_power_.Scalar"),
        ];
    }

    private static ElementwiseOperator Of(string schema, Func<EvaluationContext, Tensor[], Tensor> apply) =>
        new(schema, apply, "self", "exponent")
        {
            Formula = apply == OfNumber ? FormulaOfNumber : FormulaOf,
            Objection = (context, dtype) =>
                context["exponent"] is IntArgument { Value: < 0 } && dtype.IsIntegral() ? "an integer has no negative integer power."
                    : null,
        };

    private static ScalarExpression FormulaOf(InferenceContext context, ScalarExpression[] x) =>
        ScalarExpression.Call(ScalarFunction.Power, x[0], x[1]);

    // As the kernel chooses; null where only the run knows the exponent, and where it is an error.
    private static ScalarExpression? FormulaOfNumber(InferenceContext context, ScalarExpression[] x)
    {
        var self = x[0];
        double? exponent = context["exponent"] switch
        {
            FloatArgument { Value: var number } => number,
            IntArgument { Value: var number } => number,
            _ => null
        };
        return (self.DType, exponent) switch
        {
            (_, null) or (DType.I64, < 0) => null,
            (DType.I64, _) => FormulaOf(context, x),
            (_, 2) => self * self,
            (_, 3) => self * self * self,
            (_, 0.5) => Root(),
            (_, -0.5) => self.Constant(1) / Root(),
            (_, -1) => self.Constant(1) / self,
            (_, -2) => self.Constant(1) / (self * self),
            _ => FormulaOf(context, x),
        };

        ScalarExpression Root() => ScalarExpression.Call(ScalarFunction.Sqrt, self);
    }

    private static ElementwiseOperator FloatPower(string schema) =>
        new(schema, General, "self", "exponent") { Result = ResultDType.Double, Formula = FormulaOf };

    private static Tensor General(EvaluationContext context, Tensor[] x) => x[0].DType == DType.C128
        ? Elements.FloatOrComplex<Power>(x[0], x[1])
        : Elements.FloatOrInteger<Power>(x[0], x[1]);

    // PyTorch computes common exponents of floats by products and roots, which differs at infinities and in the last digit.
    private static Tensor OfNumber(EvaluationContext context, Tensor[] x)
    {
        var exponent = context.Scalar("exponent");
        if (x[0].DType == DType.I64)
        {
            return exponent.ToInt64() >= 0 ? General(context, x) : throw context.Error("an integer has no negative integer power.");
        }
        return (x[0].DType, exponent.ToDouble()) switch
        {
            (DType.C128, _) => General(context, x),
            (_, 2) => Elements.Number<Times>(x[0], x[0]),
            (_, 3) => Elements.Float<Cube>(x[0]),
            (_, 0.5) => Elements.Float<SquareRoot>(x[0]),
            (_, -0.5) => Elements.Float<ReciprocalRoot>(x[0]),
            (_, -1) => Elements.Float<Reciprocal>(x[0]),
            (_, -2) => Elements.Float<ReciprocalSquare>(x[0]),
            _ => General(context, x),
        };
    }

    private readonly struct Power : IFloatFunction2, IIntegerFunction2, IComplexFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => T.Pow(x, y);

        long IIntegerFunction2.Invoke(long x, long y) => IntegerPower.Of(x, y);

        Complex IComplexFunction2.Invoke(Complex x, Complex y) => Complex.Pow(x, y);
    }

    private readonly struct Cube : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x * x * x;
    }

    private readonly struct SquareRoot : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Sqrt(x);
    }

    private readonly struct ReciprocalRoot : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.One / T.Sqrt(x);
    }

    private readonly struct Reciprocal : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.One / x;
    }

    private readonly struct ReciprocalSquare : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.One / (x * x);
    }
}
