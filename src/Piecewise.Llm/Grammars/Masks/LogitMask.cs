using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Llm.Grammars;

/// <summary>Takes tokens out of logits.</summary>
internal static class LogitMask
{
    private const int Group = 64;

    /// <summary>Makes minus infinity of the logits whose bits are not set, also of those that have no bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<ulong> mask, Span<float> logits)
    {
        var groups = Math.Min(logits.Length / Group, mask.Length);
        ref var first = ref MemoryMarshal.GetReference(logits);
        for (var i = 0; i < groups; i++)
        {
            // All and none are the most frequent; between them a branch for each eight would cost more than their eight moves.
            var bits = mask[i];
            if (bits == 0)
            {
                logits.Slice(i * Group, Group).Fill(float.NegativeInfinity);
            }
            else if (bits != ulong.MaxValue)
            {
                Apply(bits, ref Unsafe.Add(ref first, i * Group));
            }
        }
        for (var i = groups * Group; i < logits.Length; i++)
        {
            if (i >= mask.Length * Group || (mask[i / Group] & (1UL << i)) == 0)
            {
                logits[i] = float.NegativeInfinity;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(ulong bits, ref float first)
    {
        var lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var never = Vector256.Create(float.NegativeInfinity);
        for (var i = 0; i < Group; i += Vector256<float>.Count)
        {
            var kept = Vector256.Equals(Vector256.Create((int)(bits >> i)) & lanes, lanes).AsSingle();
            Vector256.ConditionalSelect(kept, Vector256.LoadUnsafe(ref first, (nuint)i), never).StoreUnsafe(ref first, (nuint)i);
        }
    }
}
