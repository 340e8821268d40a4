using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Elementwise operators of one tensor <c>self</c> whose result is a float: integers and bool become f32 first.</summary>
internal static class FloatUnary
{
    /// <summary>The operator, its in-place form, and both under other names.</summary>
    /// <param name="schema">PyTorch's schema.</param>
    /// <param name="names">Other names that have an in-place form too (<c>aten::arcsin</c>).</param>
    /// <param name="functionalNames">Other names without one (<c>aten::special_expm1</c>).</param>
    public static IEnumerable<Operator> Of<F>(
        string schema, string[]? names = null, string[]? functionalNames = null)
        where F : struct, IFloatFunction =>
        Family(new ElementwiseOperator(schema, (_, x) => Elements.Float<F>(x[0]), "self")
        {
            Result = ResultDType.PromotedToFloat,
            Accepts = DTypeSet.Real,
            Formula = FormulaOf<F>(),
        }, names, functionalNames);

    /// <summary>The same for functions that are defined for complex numbers too.</summary>
    public static IEnumerable<Operator> OfComplex<F>(
        string schema, string[]? names = null, string[]? functionalNames = null)
        where F : struct, IFloatFunction, IComplexFunction =>
        Family(new ElementwiseOperator(schema, (_, x) => Elements.FloatOrComplex<F>(x[0]), "self")
        {
            Result = ResultDType.PromotedToFloat,
            Formula = FormulaOf<F>(),
        }, names, functionalNames);

    private static Func<InferenceContext, ScalarExpression[], ScalarExpression?>? FormulaOf<F>() where F : struct =>
        default(F) is IScalarFormula formula ? (_, x) => formula.Of(x[0]) : null;

    private static IEnumerable<Operator> Family(ElementwiseOperator op, string[]? names, string[]? functionalNames) =>
        [.. op.WithInPlace(names ?? []), .. (functionalNames ?? []).Select(op.As)];
}
