using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>One matrix product per expert over rows sorted by expert. Source: <c>torch._grouped_mm</c>.</summary>
internal sealed class GroupedGemm : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("grouped_gemm", Native),
    ];

    /// <summary>Rows of x from offsets[e - 1] to before offsets[e], times weight[e].</summary>
    /// <param name="x">[rows, in]; rows after the last offset give 0.</param>
    /// <param name="weight">[experts, in, out], of x's dtype.</param>
    /// <param name="offsets">i32 [experts], where each expert's rows end; ascending.</param>
    /// <returns>[rows, out].</returns>
    private static TracedTensor Native(TracedTensor x, TracedTensor weight, TracedTensor offsets) =>
        Op.Call("aten::_grouped_mm", x, weight, offsets);
}
