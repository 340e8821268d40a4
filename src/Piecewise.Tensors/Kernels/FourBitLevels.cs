using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// What codes of 4 bits mean: one of 16 levels, which lie closer where normally distributed numbers are, times a multiplier from -32 to 32
/// without 0, over 32, rounded: an integer of 8 bits.
/// </summary>
/// <remarks>
/// The levels are those that give groups of 32 normally distributed numbers the least squared error (Lloyd's algorithm), one of them 0.
/// Beside 16 equal steps and a 16-bit scale for each group, as llama.cpp's q4_0 has them, the error is 7.5 % instead of 8.6 % of such
/// numbers, with 4.25 bits an element instead of 4.5.
/// </remarks>
internal static unsafe class FourBitLevels
{
    /// <summary>Codes.</summary>
    public const int Count = 16;

    /// <summary>The largest multiplier.</summary>
    public const int Most = 32;

    private const int Multipliers = 2 * Most;
    private const int FetchedAhead = 4096;

    private static readonly sbyte* Table = Make();

    // For each multiplier the levels from the lowest up, then what lies between each and the one below it.
    private static readonly float* Ordered = Order();

    // The levels of the largest multiplier.
    private static ReadOnlySpan<sbyte> Levels => [-127, -103, -80, -62, -47, -34, -22, -11, 0, 12, 23, 36, 50, 65, 83, 107];

    // The levels of a multiplier, by code. It is kept as 0 to 31 for 1 to 32, 32 to 63 for -1 to -32.
    private static sbyte* Of(int multiplier) => Table + (multiplier * Count);

    /// <summary>Whether the levels of a multiplier are the lower the higher the code.</summary>
    public static bool IsFalling(int multiplier) => multiplier >= Most;

    /// <summary>The levels of a multiplier, the lowest first.</summary>
    public static float* Rising(int multiplier) => Ordered + (multiplier * 2 * Count);

    /// <summary>For each of <see cref="Rising"/> but the first: the middle between it and the one below.</summary>
    public static float* Middles(int multiplier) => Rising(multiplier) + Count;

    /// <summary>The integers of rows. Of 64 codes the first 32 are the lower halves of 32 bytes.</summary>
    /// <param name="rows">Codes, then multipliers, of each row (<see cref="QuantizedLayout.RowBytes"/>).</param>
    /// <param name="layout">Of the rows.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="target">i8 [count, <see cref="QuantizedLayout.Columns"/>], aligned to 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Expand<TVector>(byte* rows, QuantizedLayout layout, nint count, sbyte* target) where TVector : unmanaged
    {
        for (nint row = 0; row < count; row++)
        {
            var codes = rows + (row * layout.RowBytes);
            var multipliers = codes + (layout.Columns / 2);
            if (typeof(TVector) == typeof(Vector512<float>))
            {
                Expand512(codes, multipliers, layout.Columns, target);
            }
            else
            {
                Expand128(codes, multipliers, layout.Columns, target);
            }
            target += layout.Columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expand512(byte* codes, byte* multipliers, nint columns, sbyte* target)
    {
        var table = Table;
        var (halves, low) = (Vector512.Create(0ul, 0, 0, 0, 4, 4, 4, 4), Vector512.Create((byte)0xF));
        for (var end = target + columns; target < end; target += Vector512<byte>.Count)
        {
            // Rows follow each other. The processor's own guess comes too late for one stream.
            Sse.Prefetch0(codes + FetchedAhead);
            var both = Avx512F.BroadcastVector256ToVector512((ulong*)codes);
            var indices = Avx512F.And(Avx512F.ShiftRightLogicalVariable(both, halves).AsByte(), low);
            var levels = Avx512F.InsertVector256(
                Avx512F.BroadcastVector128ToVector512((uint*)(table + Place(multipliers[0]))).AsByte(),
                Avx2.BroadcastVector128ToVector256((byte*)(table + Place(multipliers[1]))), 1);
            Avx512BW.Shuffle(levels, indices).Store((byte*)target);
            codes += QuantizedLayout.Group;
            multipliers += 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expand128(byte* codes, byte* multipliers, nint columns, sbyte* target)
    {
        var table = Table;
        var low = Vector128.Create((byte)0xF);
        for (var end = target + columns; target < end; target += 2 * QuantizedLayout.Group)
        {
            var first = Vector128.Load((byte*)(table + Place(multipliers[0])));
            var second = Vector128.Load((byte*)(table + Place(multipliers[1])));
            for (nint half = 0; half < QuantizedLayout.Group; half += Count)
            {
                var both = Vector128.Load(codes + half);
                Vector128.ShuffleNative(first, both & low).Store((byte*)target + half);
                Vector128.ShuffleNative(second, (both.AsUInt16() >> 4).AsByte() & low).Store((byte*)target + QuantizedLayout.Group + half);
            }
            codes += QuantizedLayout.Group;
            multipliers += 2;
        }
    }

    // Whatever the byte says, the place is in the table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Place(byte multiplier) => (uint)(multiplier & (Multipliers - 1)) * (uint)Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static sbyte* Make()
    {
        var table = (sbyte*)NativeMemory.AlignedAlloc(Multipliers * Count, 64);
        for (var multiplier = 0; multiplier < Multipliers; multiplier++)
        {
            var factor = multiplier < Most ? multiplier + 1 : Most - 1 - multiplier;
            for (var code = 0; code < Count; code++)
            {
                table[(multiplier * Count) + code] = (sbyte)Math.Round(Levels[code] * factor / (double)Most);
            }
        }
        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* Order()
    {
        var ordered = (float*)NativeMemory.AlignedAlloc(Multipliers * 2 * Count * sizeof(float), 64);
        for (var multiplier = 0; multiplier < Multipliers; multiplier++)
        {
            var rising = ordered + (multiplier * 2 * Count);
            for (var i = 0; i < Count; i++)
            {
                rising[i] = Of(multiplier)[IsFalling(multiplier) ? Count - 1 - i : i];
                rising[Count + i] = i == 0 ? float.NegativeInfinity : (rising[i - 1] + rising[i]) / 2;
            }
        }
        return ordered;
    }
}
