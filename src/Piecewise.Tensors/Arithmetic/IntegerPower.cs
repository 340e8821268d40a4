using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>Powers of 64-bit integers; what overflows wraps.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class IntegerPower
{
    /// <summary>
    /// <paramref name="x"/> to the power of <paramref name="exponent"/>. A negative power rounds towards zero; that of 0 is 0.
    /// </summary>
    public static long Of(long x, long exponent)
    {
        if (exponent < 0)
        {
            return x switch { 1 => 1, -1 => (exponent & 1) == 0 ? 1 : -1, _ => 0 };
        }
        long result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) != 0 ? unchecked(result * x) : result;
            x = unchecked(x * x);
        }
        return result;
    }
}
