using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Which kind of number an element is. Source: <c>torch.isnan</c>, <c>torch.isinf</c>, <c>torch.isfinite</c>, <c>torch.isposinf</c>,
/// <c>torch.isneginf</c>, <c>torch.isreal</c>, <c>torch.nan_to_num</c>.
/// </summary>
internal sealed class Classification : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        Of("aten::isnan(Tensor self) -> Tensor", DTypeSet.All, (_, x) => Elements.Condition<IsNaN>(x[0]), IsNotEqual),
        Of("aten::isinf(Tensor self) -> Tensor", DTypeSet.All, (_, x) => Elements.Condition<IsInfinite>(x[0]),
            x => x.DType == DType.I64 ? IsNotEqual(x) : Magnitude(ScalarFunction.Equal, x)),
        Of("aten::isfinite(Tensor self) -> Tensor", DTypeSet.All, (_, x) => Elements.Condition<IsFinite>(x[0]),
            x => x.DType == DType.I64 ? ScalarExpression.Call(ScalarFunction.Equal, x, x) : Magnitude(ScalarFunction.Less, x)),
        Of("aten::isposinf(Tensor self) -> Tensor", DTypeSet.Real, (_, x) => Elements.RealCondition<IsPositiveInfinite>(x[0])),
        Of("aten::isneginf(Tensor self) -> Tensor", DTypeSet.Real, (_, x) => Elements.RealCondition<IsNegativeInfinite>(x[0])),
        Of("aten::isreal(Tensor self) -> Tensor", DTypeSet.All, (_, x) => Elements.Condition<IsReal>(x[0])),
        .. new ElementwiseOperator(
            "aten::nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor", ReplaceSpecial, "self")
        {
            Accepts = DTypeSet.Real,
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Of(
        string schema, DTypeSet accepts, Func<EvaluationContext, Tensor[], Tensor> apply,
        Func<ScalarExpression, ScalarExpression>? formula = null) =>
        new(schema, apply, "self")
        {
            Result = ResultDType.Bool,
            Accepts = accepts,
            Formula = formula is null ? null : (_, x) => formula(x[0]),
        };

    private static ScalarExpression IsNotEqual(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.NotEqual, x, x);

    private static ScalarExpression Magnitude(ScalarFunction comparison, ScalarExpression x) =>
        ScalarExpression.Call(comparison, ScalarExpression.Call(ScalarFunction.Abs, x), x.Constant(double.PositiveInfinity));

    private static Tensor ReplaceSpecial(EvaluationContext context, Tensor[] x)
    {
        if (x[0].DType == DType.I64)
        {
            return x[0];
        }
        var largest = context.Tensor("self").DType.Largest();
        return Elements.Float(x[0], new Special(
            context.OptionalFloat("nan") ?? 0, context.OptionalFloat("posinf") ?? largest, context.OptionalFloat("neginf") ?? -largest));
    }

    private readonly struct IsNaN : IRealCondition, IComplexCondition
    {
        bool IRealCondition.Invoke<T>(T x) => T.IsNaN(x);

        bool IComplexCondition.Invoke(Complex x) => double.IsNaN(x.Real) || double.IsNaN(x.Imaginary);
    }

    private readonly struct IsInfinite : IRealCondition, IComplexCondition
    {
        bool IRealCondition.Invoke<T>(T x) => T.IsInfinity(x);

        bool IComplexCondition.Invoke(Complex x) => double.IsInfinity(x.Real) || double.IsInfinity(x.Imaginary);
    }

    private readonly struct IsFinite : IRealCondition, IComplexCondition
    {
        bool IRealCondition.Invoke<T>(T x) => T.IsFinite(x);

        bool IComplexCondition.Invoke(Complex x) => Complex.IsFinite(x);
    }

    private readonly struct IsPositiveInfinite : IRealCondition
    {
        bool IRealCondition.Invoke<T>(T x) => T.IsPositiveInfinity(x);
    }

    private readonly struct IsNegativeInfinite : IRealCondition
    {
        bool IRealCondition.Invoke<T>(T x) => T.IsNegativeInfinity(x);
    }

    private readonly struct IsReal : IRealCondition, IComplexCondition
    {
        bool IRealCondition.Invoke<T>(T x) => true;

        bool IComplexCondition.Invoke(Complex x) => x.Imaginary == 0;
    }

    private readonly struct Special(double nan, double positive, double negative) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.IsFinite(x) ? x
            : T.CreateTruncating(T.IsNaN(x) ? nan : T.IsPositiveInfinity(x) ? positive : negative);
    }
}
