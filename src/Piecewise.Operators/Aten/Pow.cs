using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Powers. Source: <c>torch.pow</c>, <c>torch.float_power</c>.</summary>
internal sealed class Pow : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var tensors = Of("aten::pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor", General, () =>
        [
            OperatorSample.Of(Tensor.From([2f, -2f, 0f, 4f], 4), Tensor.From([3f, 3f, 0f, -0.5f], 4))
                .Gives(Tensor.From([8f, -8f, 1f, 0.5f], 4)),
            OperatorSample.Of(Tensor.From([-8f, float.PositiveInfinity, float.NaN], 3), Tensor.From([0.5f, -1f, 0f], 3))
                .Gives(Tensor.From([float.NaN, 0f, 1f], 3)).Showing("anything to the 0 is 1"),
            OperatorSample.Of(Tensor.From([2L, -3, 1, -1, 7], 5), Tensor.From([10L, 3, -5, -3, -1], 5))
                .Gives(Tensor.From([1024L, -27, 1, -1, 0], 5)).Showing("a negative power of an integer is rounded to 0"),
            OperatorSample.Of(Tensor.From([2f, 3f], 2, 1), Tensor.From([1L, 2], 2))
                .Gives(Tensor.From([2f, 4f, 3f, 9f], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 1f)], 1), Tensor.From([new Complex64(2f, 0f)], 1))
                .Gives(Tensor.From([new Complex64(-8.742278e-08f, 2f)], 1)),
        ]);
        var number = Of("aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor", OfNumber, () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -2f, float.PositiveInfinity], 3), 2L)
                .Gives(Tensor.From([2.25f, 4f, float.PositiveInfinity], 3)),
            OperatorSample.Of(Tensor.From([4f, 2f, -1f, 0f], 4), 0.5).Gives(Tensor.From([2f, 1.4142135f, float.NaN, 0f], 4)),
            OperatorSample.Of(Tensor.From([4f, 2f, -2f], 3), -0.5).Gives(Tensor.From([0.5f, 0.70710677f, float.NaN], 3)),
            OperatorSample.Of(Tensor.From([4f, 2f, -2f], 3), -1L).Gives(Tensor.From([0.25f, 0.5f, -0.5f], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 1.5f], 2), DType.BF16), 3L)
                .Gives(Cast.To(Tensor.From([27f, 3.375f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([3L, -2], 2), 3L).Gives(Tensor.From([27L, -8], 2)).Showing("integers stay integers"),
            OperatorSample.Of(Tensor.From([3L, 4], 2), 0.5)
                .Gives(Tensor.From([1.7320508f, 2f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 2.0)
                .Gives(Tensor.From([1f, 16f, 4f, 25f, 9f, 36f], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([2.0, -3.0], 2), 2.5).Gives(Tensor.From([5.656854249492381, double.NaN], 2)),
        ]);
        var ofNumber = Of("aten::pow.Scalar(Scalar self, Tensor exponent) -> Tensor", General, () =>
        [
            OperatorSample.Of(2L, Tensor.From([0f, 3f, -1f, 0.5f], 4)).Gives(Tensor.From([1f, 8f, 0.5f, 1.4142135f], 4)),
            OperatorSample.Of(2L, Tensor.From([0L, 10], 2)).Gives(Tensor.From([1L, 1024], 2)),
            OperatorSample.Of(10000.0, Tensor.From([0f, 0.25f], 1, 2)).Gives(Tensor.From([1f, 10f], 1, 2)),
            OperatorSample.Of(0.5, Tensor.From([2, 3], 2)).Gives(Tensor.From([0.25f, 0.125f], 2)),
        ]);
        var floatTensors = FloatPower("aten::float_power.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([2L, 3], 2), Tensor.From([-1L, 2], 2))
                .Gives(Tensor.From([0.5, 9.0], 2)).Showing("computed in f64"),
            OperatorSample.Of(Tensor.From([0.1f], 1), Tensor.From([2f], 1)).Gives(Tensor.From([0.010000000298023226], 1)),
        ]);
        var floatNumber = FloatPower("aten::float_power.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([2f, 3f], 2), 2L).Gives(Tensor.From([4.0, 9.0], 2)),
        ]);
        var floatOfNumber = FloatPower("aten::float_power.Scalar(Scalar self, Tensor exponent) -> Tensor", () =>
        [
            OperatorSample.Of(2L, Tensor.From([-1L, 3], 2)).Gives(Tensor.From([0.5, 8.0], 2)),
        ]);
        return
        [
            tensors, number, ofNumber, floatTensors, floatNumber, floatOfNumber,
            Families.InPlace(tensors, "aten::pow_.Tensor"), Families.InPlace(number, "aten::pow_.Scalar"),
            Families.InPlace(floatTensors, "aten::float_power_.Tensor"), Families.InPlace(floatNumber, "aten::float_power_.Scalar"),
        ];
    }

    private static ElementwiseOperator Of(string schema, Func<EvaluationContext, Tensor[], Tensor> apply,
        Func<IEnumerable<OperatorSample>> cases) =>
        new(schema, apply, "self", "exponent")
        {
            Formula = apply == OfNumber ? FormulaOfNumber : FormulaOf,
            Objection = (context, dtype) => context["exponent"] is IntArgument { Value: < 0 } && dtype.IsIntegral() ? "an integer has no negative integer power." : null,
            Cases = cases,
        };

    private static ScalarExpression FormulaOf(InferenceContext context, ScalarExpression[] x) => ScalarExpression.Call(ScalarFunction.Power, x[0], x[1]);

    // As the kernel chooses; null where only the run knows the exponent, and where it is an error.
    private static ScalarExpression? FormulaOfNumber(InferenceContext context, ScalarExpression[] x)
    {
        var self = x[0];
        double? exponent = context["exponent"] switch { FloatArgument { Value: var number } => number, IntArgument { Value: var number } => number, _ => null };
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

    private static ElementwiseOperator FloatPower(string schema, Func<IEnumerable<OperatorSample>> cases) =>
        new(schema, General, "self", "exponent") { Result = ResultDType.Double, Formula = FormulaOf, Cases = cases };

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
