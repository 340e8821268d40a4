using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Results all of whose elements are one value: those of <c>fill</c>, or of a <c>copy</c> of one element. They may be written where several
/// elements lie in one place: whichever comes last, it is the same.
/// </summary>
internal static class UniformValue
{
    /// <summary>True where the call's result certainly is uniform.</summary>
    public static bool Is(Node call) =>
        call.Operator is { IsRandom: false } op
        && op.Loops(InferenceContext.Of(call)) is { Results: [var element] } form
        && form.Operands.All(o => o.Type is TensorType { ElementCount: var count } && count == 1) && IsEverywhereTheSame(element);

    private static bool IsEverywhereTheSame(ScalarExpression element) => element switch
    {
        ScalarOperand or ScalarNumber or ScalarInteger or ScalarSize => true,
        ScalarCast { Value: var value } => IsEverywhereTheSame(value),
        ScalarCall { Operands: var operands } => operands.All(IsEverywhereTheSame),
        _ => false,
    };
}
