using System.ComponentModel;
using System.Numerics;

namespace Piecewise.Tensors;

/// <summary>Quotients and remainders of floats by PyTorch's and Python's rules. What no number can be is infinite or NaN.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FloatDivision
{
    /// <summary>
    /// The quotient rounded down: that of what is left after taking off the remainder, so that
    /// <c>x == y * Floor(x, y) + FloorRemainder(x, y)</c>.
    /// </summary>
    public static T Floor<T>(T x, T y) where T : IBinaryFloatingPointIeee754<T>
    {
        if (y == T.Zero)
        {
            return x / y;
        }
        var remainder = x % y;
        var quotient = (x - remainder) / y;
        if (remainder != T.Zero && (y < T.Zero) != (remainder < T.Zero))
        {
            quotient -= T.One;
        }
        if (quotient == T.Zero)
        {
            return T.CopySign(T.Zero, x / y);
        }
        var floor = T.Floor(quotient);
        return quotient - floor > T.CreateTruncating(0.5) ? floor + T.One : floor;
    }

    /// <summary>The remainder of <see cref="Floor"/>: zero, or of the divisor's sign.</summary>
    public static T FloorRemainder<T>(T x, T y) where T : IBinaryFloatingPointIeee754<T>
    {
        var rest = x % y;
        return rest != T.Zero && (y < T.Zero) != (rest < T.Zero) ? rest + y : rest;
    }

    /// <summary>The remainder of the quotient rounded towards zero: zero, or of the dividend's sign.</summary>
    public static T TruncatedRemainder<T>(T x, T y) where T : IBinaryFloatingPointIeee754<T> => x % y;
}
