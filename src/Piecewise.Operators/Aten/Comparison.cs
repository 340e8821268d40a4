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
        .. Forms("eq", null, DTypeSet.All, (_, x) => Elements.Condition<Equal>(x[0], x[1]), ScalarFunction.Equal, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, -0f], 3), Tensor.From([1f, float.NaN, 0f], 3))
                .Gives(Tensor.From([true, false, true], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2, 1), Tensor.From([1L, 2], 2))
                .Gives(Tensor.From([true, false, false, true], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 1.5).Gives(Tensor.From([false, false], 2)).Showing("compared as f32"),
            OperatorSample.Of(Cast.To(Tensor.From([0.100097656f], 1), DType.BF16), 0.1)
                .Gives(Tensor.From([true], 1)).Showing("a number is rounded to the tensor's dtype"),
            OperatorSample.Of(Tensor.From([true], 1), Tensor.From([new Complex64(1f, 0f)], 1)).Gives(Tensor.From([true], 1)),
        ]),
        .. Forms("ne", "not_equal", DTypeSet.All, (_, x) => Elements.Condition<NotEqual>(x[0], x[1]), ScalarFunction.NotEqual, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, -0f], 3), Tensor.From([1f, float.NaN, 0f], 3))
                .Gives(Tensor.From([false, true, false], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 1L).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 3L)
                .Gives(Tensor.From([true, true, true, true, false, true], 3, 2)).WithStrides(1, 3),
        ]),
        .. Forms("lt", "less", DTypeSet.Real, (_, x) => Elements.RealCondition<Less>(x[0], x[1]), ScalarFunction.Less, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([2f, 1f, 2f], 3))
                .Gives(Tensor.From([true, false, false], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 2L).Gives(Tensor.From([true, false], 2)),
        ]),
        .. Forms("le", "less_equal", DTypeSet.Real, (_, x) => Elements.RealCondition<LessOrEqual>(x[0], x[1]), ScalarFunction.LessOrEqual, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([2f, 1f, 2f], 3)).Gives(Tensor.From([true, false, true], 3)),
            OperatorSample.Of(Tensor.From([0L, 1], 2, 1), Tensor.From([0L, 1, 2], 3))
                .Gives(Tensor.From([true, true, true, false, true, true], 2, 3)).Showing("a causal mask"),
        ]),
        .. Forms("gt", "greater", DTypeSet.Real, (_, x) => Elements.RealCondition<Greater>(x[0], x[1]), ScalarFunction.Greater, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, 2f], 3))
                .Gives(Tensor.From([false, false, true], 3)),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([false, false], 2)).Gives(Tensor.From([true, false], 2)),
        ]),
        .. Forms("ge", "greater_equal", DTypeSet.Real, (_, x) => Elements.RealCondition<GreaterOrEqual>(x[0], x[1]), ScalarFunction.GreaterOrEqual, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2f], 3), Tensor.From([2f, 1f, 2f], 3))
                .Gives(Tensor.From([false, false, true], 3)),
            OperatorSample.Of(Tensor.From<byte>([1, 200], 2), 100L).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 1L).Gives(Tensor.Zeros(DType.Bool, 0, 2)),
        ]),
    ];

    private static IEnumerable<Operator> Forms(
        string name, string? alias, DTypeSet accepts, Func<EvaluationContext, Tensor[], Tensor> apply, ScalarFunction function,
            Func<IEnumerable<OperatorSample>> cases) =>
        new[] { "Tensor", "Scalar" }.SelectMany(other => new ElementwiseOperator(
            $"aten::{name}.{other}(Tensor self, {other} other) -> Tensor", apply, "self", "other")
        {
            Result = ResultDType.Bool,
            Accepts = accepts,
            Formula = (_, x) => ScalarExpression.Call(function, x[0], x[1]),
            Cases = cases,
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
