using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Sums of products of 8-bit integers on their way to a result: what offsets of operands have added is taken off while they are exact, then
/// they are floats, multiplied and added to in two roundings, whatever the processor; then perhaps 8-bit integers again.
/// </summary>
internal static unsafe class IntegerSums
{
    /// <summary>Of more elements a sum of products of u8, less a u8, with i8 may need more than 32 bits.</summary>
    public const int LongestRow = 1 << 16;

    /// <summary>Whether sums of a matrix's rows are exact, and its elements can be counted, in 32 bits.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="length">Of a row.</param>
    public static bool Fit(long rows, long length) =>
        rows >= 0 && length is >= 0 and <= LongestRow && rows <= int.MaxValue / Math.Max(length, 1);

    /// <summary>Elements that may be written after the last one of what this class makes: it goes on to whole vectors.</summary>
    public const int Slack = 16;

    /// <summary>Bytes with some bits turned over.</summary>
    /// <param name="source">[count].</param>
    /// <param name="count">How many.</param>
    /// <param name="bits">128 makes u8 of i8, with 128 added, or i8 of u8, with 128 taken off.</param>
    /// <param name="target">[count].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Flip(byte* source, nint count, byte bits, byte* target)
    {
        nint i = 0;
        for (; i + Vector128<byte>.Count <= count; i += Vector128<byte>.Count)
        {
            (Vector128.Load(source + i) ^ Vector128.Create(bits)).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] = (byte)(source[i] ^ bits);
        }
    }

    /// <summary>In place: <c>sums[i] - corrections[i] · factor</c> as floats.</summary>
    /// <param name="sums">i32 [count].</param>
    /// <param name="count">How many.</param>
    /// <param name="corrections">i32 [count], or null for none.</param>
    /// <param name="factor">Of them; products wrap around as sums do.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToFloats(int* sums, nint count, int* corrections, int factor)
    {
        Subtract(sums, count, corrections, factor);
        nint i = 0;
        for (; Avx512F.IsSupported && i + Vector512<int>.Count <= count; i += Vector512<int>.Count)
        {
            Avx512F.ConvertToVector512Single(Avx512F.LoadVector512(sums + i)).Store((float*)sums + i);
        }
        for (; i + Vector128<int>.Count <= count; i += Vector128<int>.Count)
        {
            Vector128.ConvertToSingle(Vector128.Load(sums + i)).Store((float*)sums + i);
        }
        for (; i < count; i++)
        {
            ((float*)sums)[i] = sums[i];
        }
    }

    /// <summary>In place: <c>sums[i] - corrections[i] · factor</c>.</summary>
    /// <inheritdoc cref="ToFloats(int*, nint, int*, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(int* sums, nint count, int* corrections, int factor)
    {
        if (corrections == null || factor == 0)
        {
            return;
        }
        nint i = 0;
        var factors = Vector512.Create(factor);
        for (; Avx512F.IsSupported && i + Vector512<int>.Count <= count; i += Vector512<int>.Count)
        {
            var correction = Avx512F.MultiplyLow(Avx512F.LoadVector512(corrections + i), factors);
            Avx512F.Subtract(Avx512F.LoadVector512(sums + i), correction).Store(sums + i);
        }
        for (; i + Vector128<int>.Count <= count; i += Vector128<int>.Count)
        {
            (Vector128.Load(sums + i) - (Vector128.Load(corrections + i) * factor)).Store(sums + i);
        }
        for (; i < count; i++)
        {
            sums[i] = unchecked(sums[i] - (corrections[i] * factor));
        }
    }

    /// <summary>In place, in whole vectors of 16: <c>(sums[i] - correction) · factor + added</c>.</summary>
    /// <param name="sums">i32 [count].</param>
    /// <param name="count">How many.</param>
    /// <param name="correction">What is subtracted, exactly.</param>
    /// <param name="factor">In f32.</param>
    /// <param name="added">In f32.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToFloats(int* sums, nint count, int correction, float factor, float added)
    {
        if (Avx512F.IsSupported)
        {
            var (correct, scale, shift) = (Vector512.Create(correction), Vector512.Create(factor), Vector512.Create(added));
            for (nint i = 0; i < count; i += Vector512<int>.Count)
            {
                var sum = Avx512F.ConvertToVector512Single(Avx512F.Subtract(Avx512F.LoadVector512(sums + i), correct));
                Avx512F.Add(Avx512F.Multiply(sum, scale), shift).Store((float*)sums + i);
            }
            return;
        }
        for (nint i = 0; i < count; i += Vector128<int>.Count)
        {
            var sum = Vector128.ConvertToSingle(Vector128.Load(sums + i) - Vector128.Create(correction));
            ((sum * factor) + Vector128.Create(added)).Store((float*)sums + i);
        }
    }

    /// <summary>In place, in whole vectors of 16: <c>values[i] · factor + added</c>.</summary>
    /// <inheritdoc cref="ToFloats(int*, nint, int, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* values, nint count, float factor, float added)
    {
        for (nint i = 0; i < count; i += Vector128<float>.Count)
        {
            ((Vector128.Load(values + i) * factor) + Vector128.Create(added)).Store(values + i);
        }
    }

    /// <summary>16 bytes, less a number, as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widen(Vector128<byte> bytes, int less, float* target)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector512Single(Avx512F.Subtract(Avx512F.ConvertToVector512Int32(bytes), Vector512.Create(less)))
                .Store(target);
            return;
        }
        var (lower, upper) = Vector128.Widen(bytes);
        var ((a, b), (c, d)) = (Vector128.Widen(lower), Vector128.Widen(upper));
        var number = Vector128.Create(less);
        Vector128.ConvertToSingle(a.AsInt32() - number).Store(target);
        Vector128.ConvertToSingle(b.AsInt32() - number).Store(target + 4);
        Vector128.ConvertToSingle(c.AsInt32() - number).Store(target + 8);
        Vector128.ConvertToSingle(d.AsInt32() - number).Store(target + 12);
    }

    /// <summary>Floats as levels, in whole vectors of 16.</summary>
    /// <param name="values">[count].</param>
    /// <param name="count">How many.</param>
    /// <param name="range">The levels.</param>
    /// <param name="target">u8 or i8 [count].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLevels(float* values, nint count, LevelFactors range, byte* target)
    {
        if (Avx512F.IsSupported)
        {
            var (inverse, zero) = (Vector512.Create(range.Inverse), Vector512.Create(range.Zero));
            var (least, most) = (Vector512.Create(range.Least), Vector512.Create(range.Most));
            for (nint i = 0; i < count; i += Vector512<float>.Count)
            {
                Levels(Avx512F.LoadVector512(values + i), inverse, zero, least, most).Store(target + i);
            }
            return;
        }
        for (nint i = 0; i < count; i += 16)
        {
            var lower = Vector128.Narrow(Levels(values + i, range), Levels(values + i + 4, range));
            var upper = Vector128.Narrow(Levels(values + i + 8, range), Levels(values + i + 12, range));
            Vector128.Narrow(lower, upper).AsByte().Store(target + i);
        }
    }

    /// <summary><see cref="ToFloats(int*, nint, int, float, float)"/>, as levels; the sums may be overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLevels(int* sums, nint count, int correction, float factor, float added, LevelFactors range, byte* target)
    {
        if (!Avx512F.IsSupported)
        {
            ToFloats(sums, count, correction, factor, added);
            ToLevels((float*)sums, count, range, target);
            return;
        }
        var (correct, scale, shift) = (Vector512.Create(correction), Vector512.Create(factor), Vector512.Create(added));
        var (inverse, zero) = (Vector512.Create(range.Inverse), Vector512.Create(range.Zero));
        var (least, most) = (Vector512.Create(range.Least), Vector512.Create(range.Most));
        for (nint i = 0; i < count; i += Vector512<int>.Count)
        {
            var sum = Avx512F.ConvertToVector512Single(Avx512F.Subtract(Avx512F.LoadVector512(sums + i), correct));
            Levels(Avx512F.Add(Avx512F.Multiply(sum, scale), shift), inverse, zero, least, most).Store(target + i);
        }
    }

    // To nearest even. The instruction for the larger one gives its second operand where one is not a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Levels(
        Vector512<float> values, Vector512<float> inverse, Vector512<float> zero, Vector512<float> least, Vector512<float> most)
    {
        var level = Avx512F.Add(Avx512F.RoundScale(Avx512F.Multiply(values, inverse), 8), zero);
        return Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32(Avx512F.Min(Avx512F.Max(level, least), most)));
    }

    private static Vector128<int> Levels(float* values, LevelFactors range)
    {
        var (least, most) = (Vector128.Create(range.Least), Vector128.Create(range.Most));
        var level = Vector128.Round(Vector128.Load(values) * range.Inverse) + Vector128.Create(range.Zero);
        level = Vector128.ConditionalSelect(Vector128.GreaterThan(level, least), level, least);
        return Vector128.ConvertToInt32(Vector128.ConditionalSelect(Vector128.LessThan(level, most), level, most));
    }
}
