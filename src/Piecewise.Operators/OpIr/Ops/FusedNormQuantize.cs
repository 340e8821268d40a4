using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// RMS normalization, with or without a residual, and conversion to 8 bits in one op: a row is read once. Each is exactly the composition
/// of the ops in its name. Only rewrites make them. Source: vLLM's <c>rms_norm_static_fp8_quant</c> and its siblings.
/// </summary>
internal sealed class FusedNormQuantize : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("rms_norm_quantize_static", Static)
        {
            Providers = [FusedProviders.NormStatic],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("rms_norm_quantize_per_token", PerToken)
        {
            Providers = [FusedProviders.NormPerToken],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("rms_norm_quantize_per_group", PerGroup)
        {
            Providers = [FusedProviders.NormPerGroup],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("fused_add_rms_norm_quantize_static", AddStatic)
        {
            Providers = [FusedProviders.AddNormStatic],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("fused_add_rms_norm_quantize_per_token", AddPerToken)
        {
            Providers = [FusedProviders.AddNormPerToken],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("fused_add_rms_norm_quantize_per_group", AddPerGroup)
        {
            Providers = [FusedProviders.AddNormPerGroup],
            Tolerance = FusedProviders.Distance,
        },
    ];

    /// <returns>x's shape, of the given dtype.</returns>
    private static TracedTensor Static(
        TracedTensor x, TracedTensor? weight, TracedTensor scale, DType dtype, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false) =>
        Quantization.Static(RmsNorm.Normalize(x, weight, epsilon, weightOffset, roundBeforeWeight), scale, dtype);

    /// <returns>x's shape, of the given dtype, and scales […, 1].</returns>
    private static (TracedTensor Values, TracedTensor Scales) PerToken(
        TracedTensor x, TracedTensor? weight, DType dtype, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false) =>
        Quantization.PerToken(RmsNorm.Normalize(x, weight, epsilon, weightOffset, roundBeforeWeight), dtype);

    /// <returns>x's shape, of the given dtype, and scales […, width / groupSize].</returns>
    private static (TracedTensor Values, TracedTensor Scales) PerGroup(
        TracedTensor x, TracedTensor? weight, long groupSize, DType dtype, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false) =>
        Quantization.PerGroup(RmsNorm.Normalize(x, weight, epsilon, weightOffset, roundBeforeWeight), groupSize, dtype);

    /// <returns>The quantized normalized sum, and the sum.</returns>
    private static (TracedTensor Values, TracedTensor Sum) AddStatic(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, TracedTensor scale, DType dtype, double epsilon,
        double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = FusedAddRmsNorm.Native(x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        return (Quantization.Static(normalized, scale, dtype), sum);
    }

    /// <returns>The quantized normalized sum, its scales […, 1], and the sum.</returns>
    private static (TracedTensor Values, TracedTensor Scales, TracedTensor Sum) AddPerToken(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, DType dtype, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = FusedAddRmsNorm.Native(x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        var (values, scales) = Quantization.PerToken(normalized, dtype);
        return (values, scales, sum);
    }

    /// <returns>The quantized normalized sum, its scales […, width / groupSize], and the sum.</returns>
    private static (TracedTensor Values, TracedTensor Scales, TracedTensor Sum) AddPerGroup(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, long groupSize, DType dtype, double epsilon,
        double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = FusedAddRmsNorm.Native(x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        var (values, scales) = Quantization.PerGroup(normalized, groupSize, dtype);
        return (values, scales, sum);
    }
}
