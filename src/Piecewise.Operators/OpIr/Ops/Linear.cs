using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Affine map of the last dim. Source: <c>torch.nn.functional.linear</c>.</summary>
internal sealed class Linear : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("linear", Native),
    ];

    /// <summary><c>x · weightᵀ + bias</c>.</summary>
    /// <param name="x">[…, in].</param>
    /// <param name="weight">[out, in], of x's dtype.</param>
    /// <param name="bias">[out], or none.</param>
    /// <returns>[…, out].</returns>
    private static TracedTensor Native(TracedTensor x, TracedTensor weight, TracedTensor? bias) => x.Linear(weight, bias);
}
