using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// <c>silu_and_mul</c> and conversion to 8 bits in one op, exactly the composition of both. Only rewrites make them. Source: vLLM's
/// <c>silu_and_mul_quant</c> and <c>silu_and_mul_per_block_quant</c>.
/// </summary>
internal sealed class FusedActivationQuantize : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("silu_and_mul_quantize_static", Static)
        {
            Providers = [FusedProviders.SiluStatic],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("silu_and_mul_quantize_per_token", PerToken)
        {
            Providers = [FusedProviders.SiluPerToken],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("silu_and_mul_quantize_per_group", PerGroup)
        {
            Providers = [FusedProviders.SiluPerGroup],
            Tolerance = FusedProviders.Distance,
        },
    ];

    /// <returns>xGate's shape, of the given dtype.</returns>
    private static TracedTensor Static(TracedTensor xGate, TracedTensor xUp, TracedTensor scale, DType dtype) =>
        Quantization.Static(GatedActivations.SiluAndMul(xGate, xUp), scale, dtype);

    /// <returns>xGate's shape, of the given dtype, and scales […, 1].</returns>
    private static (TracedTensor Values, TracedTensor Scales) PerToken(TracedTensor xGate, TracedTensor xUp, DType dtype) =>
        Quantization.PerToken(GatedActivations.SiluAndMul(xGate, xUp), dtype);

    /// <returns>xGate's shape, of the given dtype, and scales […, width / groupSize].</returns>
    private static (TracedTensor Values, TracedTensor Scales) PerGroup(TracedTensor xGate, TracedTensor xUp, long groupSize, DType dtype) =>
        Quantization.PerGroup(GatedActivations.SiluAndMul(xGate, xUp), groupSize, dtype);
}
