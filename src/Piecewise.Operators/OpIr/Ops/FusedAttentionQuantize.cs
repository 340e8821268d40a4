using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// <c>piecewise::attention</c> whose output is converted to 8 bits by one scale, exactly the composition. Only rewrites make it, in
/// programs that are not split at attention. Source: vLLM's attention with <c>output_scale</c>.
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

    /// <param name="outputScale">One number.</param>
    /// <param name="dtype">i8 or f8e4m3fn.</param>
    /// <param name="attention">Attention's arguments.</param>
    /// <returns>[T, heads, value size], of the given dtype.</returns>
    private static TracedTensor Native(
        TracedTensor outputScale, DType dtype, [ArgumentsOf(Attention.Schema)] params TracedArgument[] attention) =>
        Quantization.Static(Op.Call("piecewise::attention", attention), outputScale, dtype);
}
