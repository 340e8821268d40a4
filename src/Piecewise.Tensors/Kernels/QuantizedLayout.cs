namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Where things lie in a quantized weight, which is one run of bytes: its rows, the rows' scales (f32), and what is subtracted from sums
/// whose x has an offset (i32). Rows are padded with elements that count as nothing.
/// </summary>
/// <param name="Format">Of the elements.</param>
/// <param name="N">Rows.</param>
/// <param name="K">Elements of a row, at most <see cref="LongestRow"/>.</param>
internal readonly record struct QuantizedLayout(WeightFormat Format, nint N, nint K)
{
    /// <summary>Elements that share a multiplier.</summary>
    public const int Group = 32;

    /// <summary>What is added to x where it has to be unsigned.</summary>
    public const int Offset = 128;

    /// <summary>Of more elements the sum of products of 8-bit integers may need more than 32 bits.</summary>
    public const int LongestRow = 1 << 17;

    private const int Alignment = 64;

    /// <summary>Elements of a row as products take it: whole vectors.</summary>
    public nint Columns => Aligned(K);

    /// <summary>Distance of two rows: i8; or codes, two in a byte, and then a byte for each group.</summary>
    public nint RowBytes => Format == WeightFormat.Int8 ? Columns : (Columns / 2) + (Columns / Group);

    /// <summary>Place of the scales: f32 [n].</summary>
    public nint Scales => Aligned(checked(N * RowBytes));

    /// <summary>Place of what is subtracted where x has an offset: i32 [n], <see cref="Offset"/> times the sum of a row.</summary>
    public nint Corrections => checked(Scales + Aligned(N * sizeof(float)));

    /// <summary>Of everything.</summary>
    public nint Bytes => checked(Corrections + Aligned(N * sizeof(int)));

    private static nint Aligned(nint count) => checked(count + Alignment - 1) / Alignment * Alignment;
}
