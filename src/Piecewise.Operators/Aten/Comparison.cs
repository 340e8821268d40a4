using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Comparisons; a comparison with NaN is false, but for <c>ne</c>. Source: <c>torch.eq</c>, <c>torch.ne</c>, <c>torch.lt</c>,
/// <c>torch.le</c>, <c>torch.gt</c>, <c>torch.ge</c>.
/// </summary>
internal sealed class Comparison : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Forms("eq", null, DTypeSet.All, (_, x) => Elements.Condition<Equal>(x[0], x[1]), ScalarFunction.Equal),
        .. Forms("ne", "not_equal", DTypeSet.All, (_, x) => Elements.Condition<NotEqual>(x[0], x[1]), ScalarFunction.NotEqual),
        .. Forms("lt", "less", DTypeSet.Real, (_, x) => Elements.RealCondition<Less>(x[0], x[1]), ScalarFunction.Less),
        .. Forms("le", "less_equal", DTypeSet.Real, (_, x) => Elements.RealCondition<LessOrEqual>(x[0], x[1]), ScalarFunction.LessOrEqual),
        .. Forms("gt", "greater", DTypeSet.Real, (_, x) => Elements.RealCondition<Greater>(x[0], x[1]), ScalarFunction.Greater),
        .. Forms(
            "ge", "greater_equal", DTypeSet.Real, (_, x) => Elements.RealCondition<GreaterOrEqual>(x[0], x[1]),
            ScalarFunction.GreaterOrEqual),
    ];

    private static IEnumerable<Operator> Forms(
        string name, string? alias, DTypeSet accepts, Func<EvaluationContext, Tensor[], Tensor> apply, ScalarFunction function) =>
        new[] { "Tensor", "Scalar" }.SelectMany(other => new ElementwiseOperator(
            $"aten::{name}.{other}(Tensor self, {other} other) -> Tensor", apply, "self", "other")
        {
            Result = ResultDType.Bool,
            Accepts = accepts,
            Formula = (_, x) => ScalarExpression.Call(function, x[0], x[1]),
        }.WithInPlace(alias is null ? [] : [$"aten::{alias}.{other}"]));

    private readonly struct Equal : IRealCondition2, IComplexCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x == y;

        bool IComplexCondition2.Invoke(Complex x, Complex y) => x == y;
    }

    private readonly struct NotEqual : IRealCondition2, IComplexCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x != y;

        bool IComplexCondition2.Invoke(Complex x, Complex y) => x != y;
    }

    private readonly struct Less : IRealCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x < y;
    }

    private readonly struct LessOrEqual : IRealCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x <= y;
    }

    private readonly struct Greater : IRealCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x > y;
    }

    private readonly struct GreaterOrEqual : IRealCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x >= y;
    }
}
