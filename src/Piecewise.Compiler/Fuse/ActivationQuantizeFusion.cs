using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>silu_and_mul</c> or <c>gelu_and_mul</c> and conversion to 8 bits (static, per token, per group) → one op. Exact to the bit.
/// </summary>
internal sealed class ActivationQuantizeFusion : Pass
{
    public override string Name => "fuse-activation-quantize";

    public override string Summary => "(silu|gelu)_and_mul + quantize_* → (silu|gelu)_and_mul_quantize_*";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var products = context.Graph.CallsOf(KnownOps.IrSiluAndMul, KnownOps.IrGeluAndMul);
        if (products.Count > 0)
        {
            context.Graph.Number();
        }
        foreach (var product in products)
        {
            QuantizeFusion.Fuse(context, product, tensors: 2);
        }
    }
}
