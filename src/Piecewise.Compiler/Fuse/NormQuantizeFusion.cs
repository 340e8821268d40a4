using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>rms_norm</c> or <c>fused_add_rms_norm</c> and conversion to 8 bits (static, per token, per group) → one op that reads a row once.
/// Exact to the bit.
/// </summary>
internal sealed class NormQuantizeFusion : Pass
{
    public override string Name => "fuse-norm-quantize";

    public override string Summary => "(fused_add_)rms_norm + quantize_* → (fused_add_)rms_norm_quantize_*";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var norms = context.Graph.CallsOf(KnownOps.IrRmsNorm, KnownOps.IrFusedAddRmsNorm);
        if (norms.Count > 0)
        {
            context.Graph.Number();
        }
        foreach (var norm in norms)
        {
            QuantizeFusion.Fuse(context, norm, tensors: norm.IsCallOf(KnownOps.IrRmsNorm) ? 2 : 3);
        }
    }
}
