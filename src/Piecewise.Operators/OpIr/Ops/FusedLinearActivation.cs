using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// An affine map and an activation in one op: the activation is applied while a block of the product is in cache. Exactly the composition;
/// the product is rounded in between. Only rewrites make it.
/// </summary>
internal sealed class FusedLinearActivation : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("linear_activation", Native),
    ];

    /// <param name="x">[…, in].</param>
    /// <param name="weight">[out, in], of x's dtype.</param>
    /// <param name="bias">[out], or none.</param>
    /// <param name="activation"><c>relu</c>, <c>silu</c>, <c>gelu</c> (the exact form) or <c>gelu_tanh</c>.</param>
    /// <returns>[…, out].</returns>
    private static TracedTensor Native(TracedTensor x, TracedTensor weight, TracedTensor? bias, string activation)
    {
        var product = x.Linear(weight, bias);
        return activation switch
        {
            "relu" => product.Relu(),
            "silu" => product.Silu(),
            "gelu" => product.Gelu(),
            "gelu_tanh" => product.Gelu("tanh"),
            _ => throw new TraceException($"linear_activation knows relu, silu, gelu and gelu_tanh, not '{activation}'."),
        };
    }
}
