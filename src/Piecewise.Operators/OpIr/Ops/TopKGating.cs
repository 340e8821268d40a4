using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// Chooses each token's experts. Source: the routers of Mixtral, Qwen-MoE (softmax) and DeepSeek (sigmoid); vLLM's <c>topk_softmax</c>.
/// </summary>
internal sealed class TopKGating : IOpIrSource
{
    // DeepSeek's guard against tokens whose chosen scores all round to 0.
    private const double SmallestSum = 1e-20;

    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("topk_gating", Native)
        {
            Providers = [TopKGatingKernel.Provider],
        },
    ];

    /// <summary>The k experts of the highest score and their weights, highest first; equal scores stand as in <c>torch.topk</c>.</summary>
    /// <param name="xLogits">[…, experts]; f32, f16 or bf16.</param>
    /// <param name="k">Experts per token.</param>
    /// <param name="scoring"><c>softmax</c> over the experts, or <c>sigmoid</c> of each; in f32.</param>
    /// <param name="normalize">Whether a token's weights are divided by their sum.</param>
    /// <returns>Weights f32 […, k], experts i64 […, k].</returns>
    private static (TracedTensor Weights, TracedTensor Experts) Native(
        TracedTensor xLogits, long k, string scoring = "softmax", bool normalize = true)
    {
        var isSigmoid = scoring switch
        {
            "softmax" => false,
            "sigmoid" => true,
            _ => throw new TraceException($"The scoring is 'softmax' or 'sigmoid', not '{scoring}'."),
        };
        var (weights, experts) = (isSigmoid ? xLogits.To(DType.F32).Sigmoid() : xLogits.Softmax(-1, DType.F32)).TopK(k);
        if (!normalize)
        {
            return (weights, experts);
        }
        var sum = weights.Sum(-1, keepDim: true);
        return (weights / (isSigmoid ? sum + SmallestSum : sum), experts);
    }
}
