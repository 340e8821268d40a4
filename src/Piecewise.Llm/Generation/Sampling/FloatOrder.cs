namespace Piecewise.Llm;

/// <summary>Floats as whole numbers of the same order.</summary>
internal static class FloatOrder
{
    private const uint Sign = 0x8000_0000;

    /// <summary>A number that is greater for a greater float; both zeros have the same. Not for NaN.</summary>
    public static uint KeyOf(float value)
    {
        // The sum of minus zero and zero is zero.
        var bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    /// <summary>The float of a number.</summary>
    public static float FloatOf(uint key) => BitConverter.UInt32BitsToSingle((key & Sign) != 0 ? key & ~Sign : ~key);
}
