namespace Piecewise.Tensors;

/// <summary>OCP 8-bit float, 4 exponent and 3 mantissa bits, no infinities, largest value 448 (PyTorch <c>float8_e4m3fn</c>).</summary>
/// <remarks>Rounds to nearest even; a value beyond 448, infinities too, becomes 448, as in PyTorch 2.14 (older ones gave NaN).</remarks>
public readonly record struct Float8E4M3(byte Bits)
{
    public static explicit operator Float8E4M3(float value) => new(Float8.Encode(value, mantissaBits: 3, bias: 7, hasInfinity: false));

    public static implicit operator float(Float8E4M3 value) => Float8.Decode(value.Bits, mantissaBits: 3, bias: 7, hasInfinity: false);
}

/// <summary>OCP 8-bit float, 5 exponent and 2 mantissa bits, with infinities (PyTorch <c>float8_e5m2</c>).</summary>
public readonly record struct Float8E5M2(byte Bits)
{
    public static explicit operator Float8E5M2(float value) => new(Float8.Encode(value, mantissaBits: 2, bias: 15, hasInfinity: true));

    public static implicit operator float(Float8E5M2 value) => Float8.Decode(value.Bits, mantissaBits: 2, bias: 15, hasInfinity: true);
}

internal static class Float8
{
    public static float Decode(byte bits, int mantissaBits, int bias, bool hasInfinity)
    {
        var sign = (bits & 0x80) != 0 ? -1f : 1f;
        var exponent = (bits & 0x7F) >> mantissaBits;
        var mantissa = bits & ((1 << mantissaBits) - 1);
        var top = 0x7F >> mantissaBits;
        if (exponent == top && hasInfinity)
        {
            return mantissa == 0 ? sign * float.PositiveInfinity : float.NaN;
        }
        if (!hasInfinity && (bits & 0x7F) == 0x7F)
        {
            return float.NaN;
        }
        return exponent == 0
            ? sign * mantissa * MathF.ScaleB(1f, 1 - bias - mantissaBits)
            : sign * ((1 << mantissaBits) + mantissa) * MathF.ScaleB(1f, exponent - bias - mantissaBits);
    }

    public static byte Encode(float value, int mantissaBits, int bias, bool hasInfinity)
    {
        var sign = (byte)(BitConverter.SingleToUInt32Bits(value) >> 31 << 7);
        if (float.IsNaN(value))
        {
            return (byte)(sign | 0x7F);
        }
        // Infinity where there is one, else the largest value.
        var overflow = (byte)(sign | (hasInfinity ? 0x7F >> mantissaBits << mantissaBits : 0x7E));
        var magnitude = Math.Abs((double)value);
        if (double.IsInfinity(magnitude))
        {
            return overflow;
        }
        // The quantum is the distance between neighbours at this magnitude; below the smallest normal it stops shrinking.
        var exponent = magnitude == 0 ? 1 - bias : Math.Max(Math.ILogB(magnitude), 1 - bias);
        var quantum = Math.ScaleB(1, exponent - mantissaBits);
        var units = (int)Math.Round(magnitude / quantum, MidpointRounding.ToEven);
        // Adding the units to the exponent field lets a carry move into the next exponent by itself.
        var code = ((exponent + bias - 1) << mantissaBits) + units;
        var largest = hasInfinity ? (0x7F >> mantissaBits << mantissaBits) - 1 : 0x7E;
        return code > largest ? overflow : (byte)(sign | code);
    }
}
