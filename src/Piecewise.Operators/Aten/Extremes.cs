using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The larger or smaller of two elements: NaN wins in <c>maximum</c>, loses in <c>fmax</c>. Source: <c>torch.maximum</c>,
/// <c>torch.minimum</c>, <c>torch.fmax</c>, <c>torch.fmin</c>, <c>torch.clamp</c>.
/// </summary>
internal sealed class Extremes : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Of("aten::maximum(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<Larger>(x[0], x[1]), LargerOf, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([2f, float.NaN, float.NaN], 3)).Showing("NaN wins"),
            OperatorSample.Of(Tensor.From([1L, 5], 2, 1), Tensor.From([2L, 7], 2)).Gives(Tensor.From([2L, 7, 5, 7], 2, 2)),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([false, false], 2)).Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([2L, 1], 2)).Gives(Tensor.From([2f, 2f], 2)),
        ]).AlsoAs("aten::max.other"),
        .. Of("aten::minimum(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<Smaller>(x[0], x[1]), SmallerOf, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([1f, float.NaN, float.NaN], 3)).Showing("NaN wins"),
            OperatorSample.Of(Tensor.From([1L, 5], 2, 1), Tensor.From([2L, 7], 2)).Gives(Tensor.From([1L, 1, 2, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.Scalar(3f))
                .Gives(Tensor.From([1f, 3f, 2f, 3f, 3f, 3f], 3, 2)).WithStrides(1, 3),
        ]).AlsoAs("aten::min.other"),
        Of("aten::fmax(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<LargerNumber>(x[0], x[1]), null, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([2f, 1f, 3f], 3)).Showing("NaN loses"),
        ]),
        Of("aten::fmin(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<SmallerNumber>(x[0], x[1]), null, () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([1f, 1f, 3f], 3)).Showing("NaN loses"),
        ]),
        .. Clamp("aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -3f, 3f, float.NaN], 4), -1L, 1L).Gives(Tensor.From([0.5f, -1f, 1f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From([1f, 5f], 2), 3L, 2L).Gives(Tensor.From([2f, 2f], 2)).Showing("the upper bound wins"),
            OperatorSample.Of(Tensor.From([1L, 5], 2), 0.5, 2.5)
                .Gives(Tensor.From([1f, 2.5f], 2)).Showing("a float bound lifts integers to f32"),
            OperatorSample.Of(Tensor.From([1L, 5], 2)).With("max", 2L).Gives(Tensor.From([1L, 2], 2)),
            OperatorSample.Of(Tensor.From([1f], 1), double.NaN, 2L).Gives(Tensor.From([float.NaN], 1)).Showing("a NaN bound is NaN"),
        ]).WithInPlace("aten::clip"),
        .. Clamp("aten::clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 5f], 2), Tensor.From([1f, 2f], 2, 1), Tensor.Scalar(3f))
                .Gives(Tensor.From([1f, 3f, 2f, 3f], 2, 2)).Showing("bounds broadcast"),
            OperatorSample.Of(Tensor.From([1L, 5], 2), Tensor.Scalar(1.5f)).Gives(Tensor.From([1.5f, 5f], 2)).Showing("promotion"),
            OperatorSample.Of(Tensor.From([0f, float.NaN], 2), Value.None, Tensor.From([float.NaN, 1f], 2))
                .Gives(Tensor.From([float.NaN, float.NaN], 2)),
        ]).WithInPlace("aten::clip.Tensor"),
        .. Bound<Larger>("min", "Scalar"),
        .. Bound<Larger>("min", "Tensor"),
        .. Bound<Smaller>("max", "Scalar"),
        .. Bound<Smaller>("max", "Tensor"),
    ];

    private static ElementwiseOperator Of(string schema, Func<EvaluationContext, Tensor[], Tensor> apply,
        Func<ScalarExpression, ScalarExpression, ScalarExpression>? formula, Func<IEnumerable<OperatorSample>> cases) =>
        new(schema, apply, "self", "other") { Accepts = DTypeSet.Real, Formula = formula is null ? null : (_, x) => formula(x[0], x[1]), Cases = cases };

    private static ElementwiseOperator Clamp(string schema, Func<IEnumerable<OperatorSample>> cases) =>
        new(schema, Clamp, "self", "min", "max")
        {
            Accepts = DTypeSet.Numbers,
            Formula = ClampOf,
            Objection = (context, _) => context.IsNone("min") && context.IsNone("max") ? "at least one of min and max must be given." : null,
            Cases = cases,
        };

    private static ScalarExpression? ClampOf(InferenceContext context, ScalarExpression[] x) => (context.IsNone("min"), context.IsNone("max")) switch
    {
        (true, true) => null,
        (true, false) => SmallerOf(x[0], x[1]),
        (false, true) => LargerOf(x[0], x[1]),
        _ => SmallerOf(LargerOf(x[0], x[1]), x[2]),
    };

    private static ScalarExpression LargerOf(ScalarExpression x, ScalarExpression y) => Chosen(ScalarFunction.Greater, x, y);

    private static ScalarExpression SmallerOf(ScalarExpression x, ScalarExpression y) => Chosen(ScalarFunction.Less, x, y);

    // A NaN is unlike itself, and wins.
    private static ScalarExpression Chosen(ScalarFunction order, ScalarExpression x, ScalarExpression y)
    {
        var first = ScalarExpression.Call(order, x, y);
        return (x.DType == DType.I64 ? first : ScalarExpression.Call(ScalarFunction.Or, first, ScalarExpression.Call(ScalarFunction.NotEqual, x, x))).Select(x, y);
    }

    private static Tensor Clamp(EvaluationContext context, Tensor[] x) => (context.IsNone("min"), context.IsNone("max")) switch
    {
        (true, _) => Elements.Real<Smaller>(x[0], x[1]),
        (false, true) => Elements.Real<Larger>(x[0], x[1]),
        _ => Elements.Real<Smaller>(Elements.Real<Larger>(x[0], x[1]), x[2]),
    };

    private static IEnumerable<Operator> Bound<F>(string bound, string kind) where F : struct, IRealFunction2 =>
        new ElementwiseOperator(
            $"aten::clamp_{bound}{(kind == "Scalar" ? "" : ".Tensor")}(Tensor self, {kind} {bound}) -> Tensor", (_, x) =>
                Elements.Real<F>(x[0], x[1]), "self", bound)
        {
            Accepts = DTypeSet.Numbers,
            Formula = (_, x) => bound == "min" ? LargerOf(x[0], x[1]) : SmallerOf(x[0], x[1]),
            Cases = () => bound == "min" ?
            [
                OperatorSample.Of(Tensor.From([0.5f, -3f, float.NaN], 3), 0L).Gives(Tensor.From([0.5f, 0f, float.NaN], 3)),
                OperatorSample.Of(Tensor.From([1L, 5], 2), 1.5)
                    .Gives(Tensor.From([1.5f, 5f], 2)).Showing("a float bound lifts integers to f32"),
            ] :
            [
                OperatorSample.Of(Tensor.From([0.5f, -3f, float.NaN], 3), 0L).Gives(Tensor.From([0f, -3f, float.NaN], 3)),
                OperatorSample.Of(Tensor.From([1L, 5], 2), 1.5)
                    .Gives(Tensor.From([1f, 1.5f], 2)).Showing("a float bound lifts integers to f32"),
            ],
        }.WithInPlace();

    private readonly struct Larger : IRealFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x > y || T.IsNaN(x) ? x : y;
    }

    private readonly struct Smaller : IRealFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x < y || T.IsNaN(x) ? x : y;
    }

    private readonly struct LargerNumber : IRealFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x > y || T.IsNaN(y) ? x : y;
    }

    private readonly struct SmallerNumber : IRealFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x < y || T.IsNaN(y) ? x : y;
    }
}
