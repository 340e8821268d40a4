using System.Numerics.Tensors;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// The tokens that can follow a state as far as its own rule goes: those that end inside it, and the places in the tree of tokens where the
/// rule ends before the token does, from which whoever has called the rule goes on.
/// </summary>
/// <param name="Bits">The tokens, a bit for each; null where they are a list.</param>
/// <param name="Tokens">The tokens, where they are few.</param>
/// <param name="Rest">The number of the set of places.</param>
internal sealed record MaskPart(ulong[]? Bits, int[] Tokens, int Rest)
{
    public void AddTo(Span<ulong> mask)
    {
        if (Bits is not null)
        {
            TensorPrimitives.BitwiseOr(mask, Bits, mask);
            return;
        }
        foreach (var token in Tokens)
        {
            mask[token >> 6] |= 1UL << token;
        }
    }
}
