using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Quotients: true, rounded towards zero, rounded down. Source: <c>torch.div</c>, <c>torch.true_divide</c>, <c>torch.floor_divide</c>.
/// </summary>
internal sealed class Div : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Quotient("aten::div.Tensor(Tensor self, Tensor other) -> Tensor").WithInPlace("aten::divide.Tensor", "aten::true_divide.Tensor"),
        .. Quotient("aten::div.Scalar(Tensor self, Scalar other) -> Tensor").WithInPlace("aten::divide.Scalar", "aten::true_divide.Scalar"),
        .. WithMode("aten::div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor"),
        .. WithMode("aten::div.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor"),
        .. FloorQuotients(),
    ];

    private static ElementwiseOperator Quotient(string schema) => new(schema, Divide, "self", "other")
    {
        Formula = (_, x) => x[0] / x[1],
        Result = ResultDType.PromotedToFloat,
        RoundsNumbers = false,
    };

    private static IEnumerable<Operator> WithMode(string schema)
    {
        var alias = schema.Replace("aten::div.", "aten::divide.", StringComparison.Ordinal);
        return new[] { schema, alias }.Select(s => new RoundedQuotient(s)).SelectMany(o => new Operator[] { o, Families.InPlace(o) });
    }

    private static IEnumerable<Operator> FloorQuotients()
    {
        var tensor = FloorQuotient("aten::floor_divide(Tensor self, Tensor other) -> Tensor");
        var scalar = FloorQuotient("aten::floor_divide.Scalar(Tensor self, Scalar other) -> Tensor");
        return [tensor, Families.InPlace(tensor, "aten::floor_divide_.Tensor"), scalar, Families.InPlace(scalar)];
    }

    private static ElementwiseOperator FloorQuotient(string schema) => new(
        schema, (_, x) => Elements.FloatOrInteger<FloorDivision>(x[0], x[1]), "self", "other")
    {
        Accepts = DTypeSet.Numbers,
        RoundsNumbers = false,
        Formula = Floored,
    };

    private static ScalarExpression Floored(InferenceContext context, ScalarExpression[] x) =>
        ScalarExpression.Call(ScalarFunction.FloorDivide, x[0], x[1]);

    private static ScalarExpression Truncated(InferenceContext context, ScalarExpression[] x) =>
        x[0].DType == DType.I64 ? x[0] / x[1] : ScalarExpression.Call(ScalarFunction.Truncate, x[0] / x[1]);

    private static Tensor Divide(EvaluationContext context, Tensor[] x) => Elements.FloatOrComplex<Division>(x[0], x[1]);

    /// <summary>A quotient whose rounding an argument names; none is true division, whose result is a float.</summary>
    private sealed class RoundedQuotient : Operator
    {
        private readonly ElementwiseOperator exact, truncated, floored;

        public RoundedQuotient(string schema)
            : base(schema)
        {
            exact = Quotient(schema);
            truncated = Rounded<TruncatingDivision>(Truncated);
            floored = Rounded<FloorDivision>(Floored);

            ElementwiseOperator Rounded<F>(Func<InferenceContext, ScalarExpression[], ScalarExpression?> formula)
                where F : struct, IFloatFunction2, IIntegerFunction2 => new(
                schema, (_, x) => Elements.FloatOrInteger<F>(x[0], x[1]), "self", "other")
                {
                    Accepts = DTypeSet.Numbers,
                    RoundsNumbers = false,
                    Formula = formula,
                };
        }

        public override bool IsPointwise => true;

        public override LoopForm? Loops(InferenceContext context) =>
            Form(context.OptionalString("rounding_mode"), context.Error).Loops(context);

        public override NodeType Infer(InferenceContext context) =>
            Form(context.OptionalString("rounding_mode"), context.Error).Infer(context);

        public override Value Evaluate(EvaluationContext context) =>
            Form(context.OptionalString("rounding_mode"), context.Error).Evaluate(context);

        private ElementwiseOperator Form(string? mode, Func<string, Exception> error) => mode switch
        {
            null => exact,
            "trunc" => truncated,
            "floor" => floored,
            _ => throw error($"rounding_mode is trunc, floor or none, not '{mode}'."),
        };
    }

    private readonly struct Division : IFloatFunction2, IComplexFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => x / y;

        Complex IComplexFunction2.Invoke(Complex x, Complex y) => x / y;
    }

    private readonly struct TruncatingDivision : IFloatFunction2, IIntegerFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => T.Truncate(x / y);

        long IIntegerFunction2.Invoke(long x, long y) => IntegerDivision.Truncate(x, y);
    }

    private readonly struct FloorDivision : IFloatFunction2, IIntegerFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => FloatDivision.Floor(x, y);

        long IIntegerFunction2.Invoke(long x, long y) => IntegerDivision.Floor(x, y);
    }
}
