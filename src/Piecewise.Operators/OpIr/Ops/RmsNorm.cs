using Piecewise.Graphs;
using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Root-mean-square normalization over the last dim. Source: Zhang and Sennrich 2019; vLLM's <c>rms_norm</c>.</summary>
internal sealed class RmsNorm : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("rms_norm", Normalize)
        {
            Providers = [RmsNormKernel.Provider],
            Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
        },
    ];

    /// <summary>
    /// <c>x / sqrt(mean(x²) + epsilon) · (weightOffset + weight)</c>, computed in f32.
    /// </summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="weight">[width], or none.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="weightOffset">Added to the weight: 1 in Gemma's form, else 0.</param>
    /// <param name="roundBeforeWeight">Whether the normalized value is rounded to x's dtype before the weight is applied, as in Llama; else
    /// the product is rounded once.</param>
    /// <returns>As x.</returns>
    internal static TracedTensor Normalize(
        TracedTensor x, TracedTensor? weight, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false)
    {
        var wide = x.To(DType.F32);
        var normalized = wide * (wide.Pow(2).Mean(-1, keepDim: true) + epsilon).Rsqrt();
        if (weight is null)
        {
            return normalized.To(x.DType);
        }
        if (roundBeforeWeight)
        {
            return (normalized.To(x.DType) * Offset(weight, weightOffset)).To(x.DType);
        }
        return (normalized * Offset(weight.To(DType.F32), weightOffset)).To(x.DType);
    }

    private static TracedTensor Offset(TracedTensor weight, double offset) => offset == 0 ? weight : weight + offset;
}
