using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Rows of a table. Source: <c>torch.nn.functional.embedding</c>.</summary>
internal sealed class Embedding : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("embedding", Native),
    ];

    /// <summary>The rows that the indices name.</summary>
    /// <param name="indices">Any shape; i32 or i64, in [0, rows).</param>
    /// <param name="weight">[rows, width].</param>
    /// <returns>[…indices, width], of weight's dtype.</returns>
    private static TracedTensor Native(TracedTensor indices, TracedTensor weight) => indices.Embedding(weight);
}
