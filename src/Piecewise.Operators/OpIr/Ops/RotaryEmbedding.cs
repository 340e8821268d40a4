using Piecewise.Operators.Kernels;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>Rotary position embedding. Source: Su et al. 2021; <c>apply_rotary_pos_emb</c> of the Hugging Face models.</summary>
internal sealed class RotaryEmbedding : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("rotary_embedding", Native)
        {
            AllowInPlace = true,
            Providers = [RotaryEmbeddingKernel.Provider, RotaryEmbeddingKernel.InPlace],
        },
    ];

    /// <summary>
    /// <c>x · cos + rotated(x) · sin</c>, each step rounded to the operands' joint dtype as PyTorch does. Rotated swaps the two members of
    /// a pair and negates the first result.
    /// </summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="cos">[…, rotary width], broadcast to x; the rotary width is even and at most x's width. The rest of a row passes
    /// unchanged.</param>
    /// <param name="sin">As cos.</param>
    /// <param name="interleaved">Whether pairs are neighbours (GLM, Cohere, GPT-J); else element i is paired with i + rotary width /
    /// 2.</param>
    /// <returns>As x.</returns>
    internal static TracedTensor Native(TracedTensor x, TracedTensor cos, TracedTensor sin, bool interleaved = false)
    {
        var (width, rotary) = (x.Shape[-1], cos.Shape[-1]);
        var isPartial = !(bool)(rotary == width);
        var turned = isPartial ? x.Slice(-1, 0, rotary) : x;
        var result = ((turned * cos) + ((interleaved ? SwapNeighbours(turned) : SwapHalves(turned, rotary / 2)) * sin)).To(x.DType);
        return isPartial ? Op.Cat([result, x.Slice(-1, rotary)], -1) : result;
    }

    private static TracedTensor SwapHalves(TracedTensor x, SymbolicInt half) => Op.Cat([-x.Slice(-1, half), x.Slice(-1, 0, half)], -1);

    private static TracedTensor SwapNeighbours(TracedTensor x) =>
        Op.Stack([-x.Slice(-1, 1, step: 2), x.Slice(-1, 0, step: 2)], -1).Flatten(-2, -1);
}
