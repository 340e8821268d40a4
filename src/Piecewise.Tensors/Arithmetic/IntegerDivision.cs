using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>Quotients and remainders of 64-bit integers by PyTorch's and Python's rules; what overflows wraps.</summary>
/// <exception cref="DivideByZeroException">The divisor is 0.</exception>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class IntegerDivision
{
    // The smallest integer has no opposite: the processor traps where -1 divides it, so that divisor is its own case.

    /// <summary>The quotient rounded towards zero.</summary>
    public static long Truncate(long x, long y) => y == -1 ? unchecked(-x) : x / y;

    /// <summary>The remainder of <see cref="Truncate"/>: zero, or of the dividend's sign.</summary>
    public static long TruncatedRemainder(long x, long y) => y == -1 ? 0 : x % y;

    /// <summary>The quotient rounded down.</summary>
    public static long Floor(long x, long y)
    {
        var quotient = Truncate(x, y);
        return TruncatedRemainder(x, y) is not 0 and var rest && rest < 0 != y < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The remainder of <see cref="Floor"/>: zero, or of the divisor's sign.</summary>
    public static long FloorRemainder(long x, long y)
    {
        var rest = TruncatedRemainder(x, y);
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }
}
