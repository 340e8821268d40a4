using Piecewise.Graphs;
using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Normalization over the last dim to mean 0 and variance 1. Source: Ba et al. 2016; <c>torch.nn.LayerNorm</c>.</summary>
internal sealed class LayerNorm : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("layer_norm", Native)
        {
            Providers = [LayerNormKernel.Provider],
            Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
        },
    ];

    /// <summary><c>(x - mean) / sqrt(variance + epsilon) · weight + bias</c>, computed in f32 and rounded once.</summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="weight">[width], or none.</param>
    /// <param name="bias">[width], or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>As x.</returns>
    private static TracedTensor Native(TracedTensor x, TracedTensor? weight, TracedTensor? bias, double epsilon) =>
        x.LayerNorm([x.Shape[-1]], weight, bias, epsilon);
}
