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
        Cases = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, 0f], 3), 0L)
                .Gives(Tensor.From([float.PositiveInfinity, float.NegativeInfinity, float.NaN], 3))
                .Showing("division by zero is infinite, 0/0 NaN"),
            OperatorSample.Of(Tensor.From([7L, -7], 2), Tensor.From([2L, 2], 2))
                .Gives(Tensor.From([3.5f, -3.5f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2))
                .Gives(Tensor.From([0.33333334f, 0.25f, 0.6666667f, 0.5f], 2, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 7f], 2), DType.BF16), 0.3)
                .Gives(Cast.To(Tensor.From([10f, 23.375f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), Tensor.From([new Complex64(3f, -1f)], 1))
                .Gives(Tensor.From([new Complex64(0.1f, 0.7f)], 1)),
        ],
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
        Cases = () =>
        [
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([2L, 2, -2, -2], 4))
                .Gives(Tensor.From([3L, -4, -4, 3], 4)).Showing("rounds down"),
            OperatorSample.Of(Tensor.From([7f, -7f, 1f, -1f, 0f], 5), Tensor.From([2f, 2f, 0f, float.PositiveInfinity, -3f], 5))
                .Gives(Tensor.From([3f, -4f, float.PositiveInfinity, -1f, -0f], 5)),
            OperatorSample.Of(Tensor.From([5, 6], 2), 2.5).Gives(Tensor.From([2f, 2f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From<byte>([200, 7], 2), 3L).Gives(Tensor.From<byte>([66, 2], 2)),
        ],
    };

    private static ScalarExpression Floored(InferenceContext context, ScalarExpression[] x) => ScalarExpression.Call(ScalarFunction.FloorDivide, x[0], x[1]);

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
                    Cases = () => [],
                };
        }

        public override bool IsPointwise => true;

        public override LoopForm? Loops(InferenceContext context) => Form(context.OptionalString("rounding_mode"), context.Error).Loops(context);

        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([2L, 2, -2, -2], 4)).With("rounding_mode", "floor")
                .Gives(Tensor.From([3L, -4, -4, 3], 4)).Showing("integers stay integers"),
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([2L, 2, -2, -2], 4)).With("rounding_mode", "trunc")
                .Gives(Tensor.From([3L, -3, -3, 3], 4)),
            OperatorSample.Of(Tensor.From([7L, -7], 2), 2L).With("rounding_mode", Value.None)
                .Gives(Tensor.From([3.5f, -3.5f], 2)).Showing("true division"),
            OperatorSample.Of(Tensor.From([7f, -7f, 0.3f, -1f, 1f], 5), 0.1).With("rounding_mode", "floor")
                .Gives(Tensor.From([69f, -70f, 3f, -10f, 9f], 5)),
            OperatorSample.Of(Tensor.From([7f, -7f, -0.05f, float.PositiveInfinity], 4), 2L).With("rounding_mode", "trunc")
                .Gives(Tensor.From([3f, -3f, -0f, float.PositiveInfinity], 4)),
            OperatorSample.Of(Tensor.From([1.0, -1.0, 0.0, double.NaN, 5.0], 5),
                Tensor.From([0.0, 0.0, 0.0, 1.0, double.PositiveInfinity], 5)).With("rounding_mode", "floor")
                .Gives(Tensor.From([double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.NaN, 0.0], 5)),
        ];

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
