using Piecewise.Graphs;
using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Adds a residual and normalizes the sum. Source: vLLM's <c>fused_add_rms_norm</c>.</summary>
internal sealed class FusedAddRmsNorm : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("fused_add_rms_norm", Native)
        {
            AllowInPlace = true,
            Providers = [FusedAddRmsNormKernel.Provider, FusedAddRmsNormKernel.InPlace],
            Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
        },
    ];

    /// <summary>
    /// <see cref="RmsNorm.Normalize"/> of <c>x + xResidual</c>; the sum is rounded to x's dtype first, as the unfused model does.
    /// </summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="xResidual">As x.</param>
    /// <param name="weight">[width], or none.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="weightOffset">Added to the weight.</param>
    /// <param name="roundBeforeWeight">Whether the normalized value is rounded to x's dtype before the weight is applied.</param>
    /// <returns>The normalized sum, and the sum: the next residual. Both as x.</returns>
    internal static (TracedTensor Normalized, TracedTensor Sum) Native(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var sum = (x + xResidual).To(x.DType);
        return (RmsNorm.Normalize(sum, weight, epsilon, weightOffset, roundBeforeWeight), sum);
    }
}
