using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Exponentials that add up to 1 along a dim. Source: <c>torch.softmax</c>.</summary>
internal sealed class Softmax : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("softmax", Native),
    ];

    /// <summary><c>exp(x - max) / sum(exp(x - max))</c>, computed in f32.</summary>
    /// <param name="x">Any shape; floats.</param>
    /// <param name="dim">The dim along which the results add up to 1.</param>
    /// <param name="dtype">What x is converted to first; none for its own dtype.</param>
    /// <returns>As x, or of that dtype.</returns>
    private static TracedTensor Native(TracedTensor x, long dim, DType? dtype) => x.Softmax(checked((int)dim), dtype);
}
