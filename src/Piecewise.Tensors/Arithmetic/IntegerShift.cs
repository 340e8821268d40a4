using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>Shifts of 64-bit integers by any number of bits, as PyTorch defines them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class IntegerShift
{
    /// <summary>Zero where the number of bits is negative or larger than 63.</summary>
    public static long Left(long x, long bits) => bits is < 0 or > 63 ? 0 : x << (int)bits;

    /// <summary>Only the sign is left where the number of bits is negative or larger than 63.</summary>
    public static long Right(long x, long bits) => x >> (bits is < 0 or > 63 ? 63 : (int)bits);
}
