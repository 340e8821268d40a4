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
        .. Of("aten::maximum(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<Larger>(x[0], x[1]), LargerOf)
            .AlsoAs("aten::max.other"),
        .. Of("aten::minimum(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<Smaller>(x[0], x[1]), SmallerOf)
            .AlsoAs("aten::min.other"),
        Of("aten::fmax(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<LargerNumber>(x[0], x[1]), null),
        Of("aten::fmin(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Real<SmallerNumber>(x[0], x[1]), null),
        .. Clamp("aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor").WithInPlace("aten::clip"),
        .. Clamp("aten::clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor").WithInPlace("aten::clip.Tensor"),
        .. Bound<Larger>("min", "Scalar"),
        .. Bound<Larger>("min", "Tensor"),
        .. Bound<Smaller>("max", "Scalar"),
        .. Bound<Smaller>("max", "Tensor"),
    ];

    private static ElementwiseOperator Of(string schema, Func<EvaluationContext, Tensor[], Tensor> apply,
        Func<ScalarExpression, ScalarExpression, ScalarExpression>? formula) =>
        new(schema, apply, "self", "other") { Accepts = DTypeSet.Real, Formula = formula is null ? null : (_, x) => formula(x[0], x[1]) };

    private static ElementwiseOperator Clamp(string schema) =>
        new(schema, Clamp, "self", "min", "max")
        {
            Accepts = DTypeSet.Numbers,
            Formula = ClampOf,
            Objection = (context, _) =>
                context.IsNone("min") && context.IsNone("max") ? "at least one of min and max must be given." : null,
        };

    private static ScalarExpression? ClampOf(InferenceContext context, ScalarExpression[] x) =>
        (context.IsNone("min"), context.IsNone("max")) switch
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
        return (x.DType == DType.I64 ? first
            : ScalarExpression.Call(ScalarFunction.Or, first, ScalarExpression.Call(ScalarFunction.NotEqual, x, x))).Select(x, y);
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
