namespace Piecewise.Tensors;

/// <summary>The ends of what integers and bools of a dtype hold, as i64; u64's largest is the one that has its bits.</summary>
internal static class IntegerRange
{
    public static long Smallest(DType dtype) => dtype == DType.Bool || !dtype.IsSigned() ? 0 : -1L << (Bits(dtype) - 1);

    public static long Largest(DType dtype) => dtype == DType.Bool ? 1
        : dtype.IsSigned() ? long.MaxValue >> (64 - Bits(dtype)) : (long)(ulong.MaxValue >> (64 - Bits(dtype)));

    private static int Bits(DType dtype) => 8 * dtype.Size();
}
