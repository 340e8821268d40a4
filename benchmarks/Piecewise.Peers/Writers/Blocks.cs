using System.Buffers.Binary;

namespace Piecewise.Peers.Writers;

/// <summary>Weights rounded to nearest, in blocks or columns with one scale each.</summary>
internal static class Blocks
{
    public const int Size = 32;

    /// <summary>Upper halves of f32, rounded to nearest even.</summary>
    public static byte[] BFloat16(ReadOnlySpan<float> numbers)
    {
        var bytes = new byte[numbers.Length * 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(numbers[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16));
        }
        return bytes;
    }

    /// <summary>ggml's q8_0: 32 numbers, a scale in f16 and 32 signed bytes.</summary>
    public static byte[] Q80(ReadOnlySpan<float> numbers)
    {
        var bytes = new byte[numbers.Length / Size * (2 + Size)];
        for (var block = 0; block < numbers.Length / Size; block++)
        {
            var from = numbers.Slice(block * Size, Size);
            var to = bytes.AsSpan(block * (2 + Size), 2 + Size);
            var scale = Largest(from, out _) / 127;
            BinaryPrimitives.WriteHalfLittleEndian(to, (Half)scale);
            for (var i = 0; i < Size; i++)
            {
                to[2 + i] = (byte)(sbyte)Round(from[i], scale, -127, 127);
            }
        }
        return bytes;
    }

    /// <summary>ggml's q4_0: 32 numbers, a scale in f16 and 16 bytes; number i lies in the low half of byte i, number i + 16 in its high
    /// half.</summary>
    public static byte[] Q40(ReadOnlySpan<float> numbers)
    {
        const int half = Size / 2;
        var bytes = new byte[numbers.Length / Size * (2 + half)];
        for (var block = 0; block < numbers.Length / Size; block++)
        {
            var from = numbers.Slice(block * Size, Size);
            var to = bytes.AsSpan(block * (2 + half), 2 + half);
            Largest(from, out var signed);
            var scale = signed / -8;
            BinaryPrimitives.WriteHalfLittleEndian(to, (Half)scale);
            for (var i = 0; i < half; i++)
            {
                to[2 + i] = (byte)((Round(from[i], scale, -8, 7) + 8) | ((Round(from[i + half], scale, -8, 7) + 8) << 4));
            }
        }
        return bytes;
    }

    /// <summary>
    /// Blocks of MatMulNBits, row by row: 8 bits around 128, or two times 4 around 8 with number 2 i in the low half of byte i, and the
    /// scales apart.
    /// </summary>
    public static (byte[] Numbers, float[] Scales) NBits(ReadOnlySpan<float> numbers, int bits)
    {
        var middle = 1 << (bits - 1);
        var bytes = new byte[numbers.Length * bits / 8];
        var scales = new float[numbers.Length / Size];
        for (var block = 0; block < scales.Length; block++)
        {
            var from = numbers.Slice(block * Size, Size);
            Largest(from, out var signed);
            var scale = scales[block] = signed / -middle;
            for (var i = 0; i < Size; i++)
            {
                var number = Round(from[i], scale, -middle, middle - 1) + middle;
                var at = (block * Size) + i;
                bytes[at * bits / 8] |= (byte)(bits == 8 ? number : number << (at % 2 * 4));
            }
        }
        return (bytes, scales);
    }

    /// <summary>Signed bytes with one scale for each row of [outputs, inputs], turned into [inputs, outputs].</summary>
    public static (byte[] Numbers, float[] Scales) Columns(float[] numbers, int outputs, int inputs)
    {
        var bytes = new byte[numbers.Length];
        var scales = new float[outputs];
        Parallel.For(0, outputs, row =>
        {
            var from = numbers.AsSpan(row * inputs, inputs);
            var scale = scales[row] = Largest(from, out _) / 127;
            for (var i = 0; i < inputs; i++)
            {
                bytes[((long)i * outputs) + row] = (byte)(sbyte)Round(from[i], scale, -127, 127);
            }
        });
        return (bytes, scales);
    }

    /// <summary>[outputs, inputs] as [inputs, outputs].</summary>
    public static float[] Transpose(float[] numbers, int outputs, int inputs)
    {
        const int tile = 64;
        var turned = new float[numbers.Length];
        Parallel.For(0, (outputs + tile - 1) / tile, t =>
        {
            for (var column = 0; column < inputs; column++)
            {
                for (var row = t * tile; row < Math.Min(outputs, (t + 1) * tile); row++)
                {
                    turned[((long)column * outputs) + row] = numbers[((long)row * inputs) + column];
                }
            }
        });
        return turned;
    }

    private static float Largest(ReadOnlySpan<float> numbers, out float signed)
    {
        signed = 0;
        foreach (var number in numbers)
        {
            signed = Math.Abs(number) > Math.Abs(signed) ? number : signed;
        }
        return Math.Abs(signed);
    }

    private static int Round(float number, float scale, int least, int most) =>
        scale == 0 ? 0 : Math.Clamp((int)MathF.Round(number / scale), least, most);
}
