using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// <c>piecewise::attention</c> whose output is converted to 8 bits by one scale, exactly the composition. Only rewrites make it, in programs
/// that are not split at attention. Source: vLLM's attention with <c>output_scale</c>.
/// </summary>
internal sealed class FusedAttentionQuantize : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("attention_quantize_static", Native)
        {
            Activations = ["query"],
        },
    ];

    /// <param name="query">[T, heads, size].</param>
    /// <param name="key">[T, key heads, size].</param>
    /// <param name="value">[T, key heads, value size].</param>
    /// <param name="sinks">[heads], or none.</param>
    /// <param name="outputScale">One number.</param>
    /// <param name="dtype">i8 or f8e4m3fn.</param>
    /// <param name="layer">Which layer's keys and values these are.</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="window">How many positions are visible; 0 or less for all.</param>
    /// <param name="softcap">Bound of the scores; 0 for none.</param>
    /// <returns>[T, heads, value size], of the given dtype.</returns>
    private static TracedTensor Native(
        TracedTensor query, TracedTensor key, TracedTensor value, TracedTensor? sinks, TracedTensor outputScale, DType dtype, long layer, double scale,
        long window = -1, double softcap = 0.0) =>
        Quantization.Static(Op.Call("piecewise::attention", query, key, value, layer, scale, window, softcap, sinks), outputScale, dtype);
}
