using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// <c>silu_and_mul</c> or <c>gelu_and_mul</c> and conversion to 8 bits in one op, exactly the composition of both. Only rewrites make them.
/// Source: vLLM's <c>silu_and_mul_quant</c> and <c>silu_and_mul_per_block_quant</c>.
/// </summary>
internal sealed class FusedActivationQuantize : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("silu_and_mul_quantize_static", SiluStatic)
        {
            Providers = [FusedProviders.SiluStatic],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("silu_and_mul_quantize_per_token", SiluPerToken)
        {
            Providers = [FusedProviders.SiluPerToken],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("silu_and_mul_quantize_per_group", SiluPerGroup)
        {
            Providers = [FusedProviders.SiluPerGroup],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("gelu_and_mul_quantize_static", GeluStatic)
        {
            Providers = [FusedProviders.GeluStatic],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("gelu_and_mul_quantize_per_token", GeluPerToken)
        {
            Providers = [FusedProviders.GeluPerToken],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("gelu_and_mul_quantize_per_group", GeluPerGroup)
        {
            Providers = [FusedProviders.GeluPerGroup],
            Tolerance = FusedProviders.Distance,
        },
    ];

    /// <returns>xGate's shape, of the given dtype.</returns>
    private static TracedTensor SiluStatic(TracedTensor xGate, TracedTensor xUp, TracedTensor scale, DType dtype) =>
        Quantization.Static(GatedActivations.SiluAndMul(xGate, xUp), scale, dtype);

    /// <returns>xGate's shape, of the given dtype, and scales […, 1].</returns>
    private static (TracedTensor Values, TracedTensor Scales) SiluPerToken(TracedTensor xGate, TracedTensor xUp, DType dtype) =>
        Quantization.PerToken(GatedActivations.SiluAndMul(xGate, xUp), dtype);

    /// <returns>xGate's shape, of the given dtype, and scales […, width / groupSize].</returns>
    private static (TracedTensor Values, TracedTensor Scales) SiluPerGroup(
        TracedTensor xGate, TracedTensor xUp, long groupSize, DType dtype) =>
        Quantization.PerGroup(GatedActivations.SiluAndMul(xGate, xUp), groupSize, dtype);

    /// <returns>xGate's shape, of the given dtype.</returns>
    private static TracedTensor GeluStatic(
        TracedTensor xGate, TracedTensor xUp, TracedTensor scale, DType dtype, string approximate = "none") =>
        Quantization.Static(GatedActivations.GeluAndMul(xGate, xUp, approximate), scale, dtype);

    /// <returns>xGate's shape, of the given dtype, and scales […, 1].</returns>
    private static (TracedTensor Values, TracedTensor Scales) GeluPerToken(
        TracedTensor xGate, TracedTensor xUp, DType dtype, string approximate = "none") =>
        Quantization.PerToken(GatedActivations.GeluAndMul(xGate, xUp, approximate), dtype);

    /// <returns>xGate's shape, of the given dtype, and scales […, width / groupSize].</returns>
    private static (TracedTensor Values, TracedTensor Scales) GeluPerGroup(
        TracedTensor xGate, TracedTensor xUp, long groupSize, DType dtype, string approximate = "none") =>
        Quantization.PerGroup(GatedActivations.GeluAndMul(xGate, xUp, approximate), groupSize, dtype);
}
