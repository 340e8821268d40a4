namespace Piecewise.Tensors;

/// <summary>Element types of the safetensors format.</summary>
internal static class SafetensorsElement
{
    /// <summary>Bits of one element; 0 for a type that is not known here, whose sizes then go unchecked.</summary>
    public static int Bits(string dtype) => dtype switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => 8,
        _ => 8 * (DTypes.FromSafetensors(dtype)?.Size() ?? 0),
    };

    /// <summary>Bits of a whole tensor; a value that no length equals where the product leaves 64 bits.</summary>
    public static Int128 BitCount(ReadOnlySpan<long> shape, int bits)
    {
        if (shape.Contains(0))
            return 0;
        Int128 count = bits;
        foreach (long size in shape)
        {
            count *= size;
            if (count > long.MaxValue)
                return Int128.MaxValue;
        }

        return count;
    }
}
