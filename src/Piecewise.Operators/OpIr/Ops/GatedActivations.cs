using Piecewise.Operators.Kernels;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// Activations of a gate times a second projection. Source: Shazeer 2020 (GLU variants); vLLM's <c>silu_and_mul</c> and
/// <c>gelu_and_mul</c>, which take both halves in one tensor.
/// </summary>
/// <remarks>The activated gate is rounded to its dtype before the product, as in the models: their bf16 results are reproduced
/// exactly.</remarks>
internal sealed class GatedActivations : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("silu_and_mul", SiluAndMul)
        {
            Providers = [GatedActivationKernels.Silu],
            Tolerance = GatedActivationKernels.Distance,
        },
        new OpIrDeclaration("gelu_and_mul", GeluAndMul)
        {
            Providers = [GatedActivationKernels.Gelu],
            Tolerance = GatedActivationKernels.Distance,
        },
    ];

    /// <summary><c>silu(xGate) · xUp</c>.</summary>
    /// <param name="xGate">[…, width]; f32, f16 or bf16.</param>
    /// <param name="xUp">As xGate.</param>
    /// <returns>As xGate.</returns>
    internal static TracedTensor SiluAndMul(TracedTensor xGate, TracedTensor xUp) => (xGate.Silu() * xUp).To(xGate.DType);

    /// <summary><c>gelu(xGate) · xUp</c>.</summary>
    /// <param name="xGate">[…, width]; f32, f16 or bf16.</param>
    /// <param name="xUp">As xGate.</param>
    /// <param name="approximate"><c>none</c> (the error function) or <c>tanh</c>.</param>
    /// <returns>As xGate.</returns>
    internal static TracedTensor GeluAndMul(TracedTensor xGate, TracedTensor xUp, string approximate = "none") =>
        (xGate.Gelu(approximate) * xUp).To(xGate.DType);
}
