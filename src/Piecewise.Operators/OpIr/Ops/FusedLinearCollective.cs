using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// A product and the exchange before or after it in one op: parts travel while other parts are multiplied. Each is exactly the
/// composition. Only rewrites make them. Source: PyTorch's symmetric-memory <c>fused_matmul_reduce_scatter</c> and
/// <c>fused_all_gather_matmul</c>.
/// </summary>
internal sealed class FusedLinearCollective : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("linear_reduce_scatter", LinearReduceScatter),
        new OpIrDeclaration("all_gather_linear", AllGatherLinear),
    ];

    /// <param name="x">[…, in].</param>
    /// <param name="weight">[out, in], of x's dtype: this rank's columns of the whole.</param>
    /// <param name="bias">[out], or none.</param>
    /// <param name="dim">The dim of the product that is scattered.</param>
    /// <param name="world">How many ranks there are.</param>
    /// <returns>This rank's part of the sum of the products.</returns>
    private static TracedTensor LinearReduceScatter(TracedTensor x, TracedTensor weight, TracedTensor? bias, long dim, long world) =>
        Op.Call("piecewise::reduce_scatter", x.Linear(weight, bias), dim, world);

    /// <param name="x">[…, in]: this rank's part.</param>
    /// <param name="weight">[out, in], of x's dtype.</param>
    /// <param name="bias">[out], or none.</param>
    /// <param name="dim">The dim of x that is gathered; not the last.</param>
    /// <param name="world">How many ranks there are.</param>
    /// <returns>The product of the whole.</returns>
    private static TracedTensor AllGatherLinear(TracedTensor x, TracedTensor weight, TracedTensor? bias, long dim, long world) =>
        Op.Call("piecewise::all_gather", x, dim, world).Tensor.Linear(weight, bias);
}
