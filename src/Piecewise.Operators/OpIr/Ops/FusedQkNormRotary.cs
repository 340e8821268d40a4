using Piecewise.Graphs;
using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// The normalization of each head of queries or keys and their rotation in one op, exactly the composition of <c>rms_norm</c> and
/// <c>rotary_embedding</c>. Only rewrites make it. Source: vLLM's <c>fused_qk_norm_rope</c>, which takes packed q, k and v.
/// </summary>
internal sealed class FusedQkNormRotary : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("qk_norm_rotary", Native)
        {
            Providers =
            [
                new OpIrProvider(OpIrProvider.Kernel, Kernels)
                {
                    Objection = context => RmsNormKernel.Objection(context) ?? RotaryEmbeddingKernel.Objection(context),
                },
            ],
            Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
        },
    ];

    /// <param name="x">[…, head size]; f32, f16 or bf16.</param>
    /// <param name="weight">[head size], or none.</param>
    /// <param name="cos">[…, rotary width], broadcast to x.</param>
    /// <param name="sin">As cos.</param>
    /// <param name="epsilon">Added to the mean square of a head.</param>
    /// <param name="weightOffset">Added to the weight.</param>
    /// <param name="roundBeforeWeight">Whether the normalized value is rounded to x's dtype before the weight is applied.</param>
    /// <param name="interleaved">Whether rotated pairs are neighbours.</param>
    /// <returns>As x.</returns>
    private static TracedTensor Native(
        TracedTensor x, TracedTensor? weight, TracedTensor cos, TracedTensor sin, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false,
        bool interleaved = false) =>
        RotaryEmbedding.Native(RmsNorm.Normalize(x, weight, epsilon, weightOffset, roundBeforeWeight), cos, sin, interleaved);

    private static TracedTensor Kernels(
        TracedTensor x, TracedTensor? weight, TracedTensor cos, TracedTensor sin, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false,
        bool interleaved = false) =>
        RotaryEmbeddingKernel.Call(RmsNormKernel.Call(x, weight, epsilon, weightOffset, roundBeforeWeight), cos, sin, interleaved);
}
