using System.Numerics.Tensors;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Conversion of rows to 8 bits by scales, and back, in one pass: values over their scale in f32, rounded to nearest even, clamped to the
/// dtype's range. A NaN becomes 0 in i8 and NaN in f8e4m3fn.
/// </summary>
internal static unsafe class GroupQuantization
{
    /// <summary>Quantizes by given scales.</summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="scale">Broadcast to x; f32, f16 or bf16.</param>
    /// <param name="values">Of x's shape; i8 or f8e4m3fn.</param>
    public static void ByScale(Tensor x, Tensor scale, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        var (source, scales, target) = (new FloatRows(x), new FloatRows(scale.Broadcast(x.Shape)), new ByteRows(values));
        var (buffer, divisors, work) = (new float[source.Width], new float[source.Width], new float[source.Width]);
        for (long row = 0; row < source.Count && source.Width > 0; row++)
        {
            TensorPrimitives.Divide(source.Read(row, buffer), scales.Read(row, divisors), work);
            target.Write(row, work);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(scale);
    }

    /// <summary>Quantizes groups of neighbours by their largest magnitude.</summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="groupSize">Divides the width.</param>
    /// <param name="values">Of x's shape; i8 or f8e4m3fn.</param>
    /// <param name="scales">f32 […, width / groupSize]: the largest magnitude over the dtype's, or 1 where that is 0.</param>
    public static void ByMagnitude(Tensor x, int groupSize, Tensor values, Tensor scales)
    {
        var (source, target, statistics) = (new FloatRows(x), new ByteRows(values), new FloatRows(scales));
        var (buffer, work, found) = (new float[source.Width], new float[source.Width], new float[statistics.Width]);
        for (long row = 0; row < statistics.Count && source.Width == 0; row++)
        {
            Array.Fill(found, 1);
            statistics.Write(row, found);
        }
        for (long row = 0; row < source.Count && source.Width > 0; row++)
        {
            var row32 = source.Read(row, buffer);
            for (var group = 0; group < found.Length; group++)
            {
                var part = row32.Slice(group * groupSize, groupSize);
                var scale = Math.Abs(TensorPrimitives.MaxMagnitude(part)) / target.Largest;
                found[group] = scale == 0 ? 1 : scale;
                TensorPrimitives.Divide(part, found[group], work.AsSpan(group * groupSize, groupSize));
            }
            target.Write(row, work);
            statistics.Write(row, found);
        }
        GC.KeepAlive(x);
    }

    /// <summary><c>values · scale</c>.</summary>
    /// <param name="values">[…, width]; i8 or f8e4m3fn.</param>
    /// <param name="scale">Broadcast to values where the group size is 0, else […, width / groupSize] with values' leading dims; f32, f16
    /// or bf16.</param>
    /// <param name="groupSize">Elements that share a scale, or 0.</param>
    /// <param name="result">Of values' shape; f32, f16 or bf16.</param>
    public static void Dequantize(Tensor values, Tensor scale, int groupSize, Tensor result)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(scale);
        var (source, target) = (new ByteRows(values), new FloatRows(result));
        long[] scaleShape = groupSize == 0 ? [.. values.Shape] : [.. values.Shape[..^1], values.Shape[^1] / groupSize];
        var scales = new FloatRows(scale.Broadcast(scaleShape));
        var (work, factors) = (new float[target.Width], new float[scales.Width]);
        for (long row = 0; row < target.Count && target.Width > 0; row++)
        {
            source.Read(row, work);
            var factor = scales.Read(row, factors);
            if (groupSize == 0)
            {
                TensorPrimitives.Multiply(work, factor, work);
            }
            else
            {
                for (var group = 0; group < factor.Length; group++)
                {
                    var part = work.AsSpan(group * groupSize, groupSize);
                    TensorPrimitives.Multiply(part, factor[group], part);
                }
            }
            target.Write(row, work);
        }
        GC.KeepAlive(scale);
    }

    /// <summary>Rows of 8-bit values.</summary>
    private readonly struct ByteRows
    {
        private const float SmallestNormal = 1f / 64;

        // Adding it to a magnitude below the smallest normal leaves the multiple of 2^-9, the distance of subnormals, in the last bits.
        private const float SubnormalShift = 16384;

        private static readonly float[] Decoded = [.. Enumerable.Range(0, 256).Select(b => (float)new Float8E4M3((byte)b))];

        private readonly Tensor tensor;
        private readonly int width;

        public ByteRows(Tensor tensor)
        {
            this.tensor = tensor;
            width = checked((int)tensor.Shape[^1]);
        }

        public float Largest => tensor.DType == DType.I8 ? 127 : 448;

        public void Read(long row, Span<float> values)
        {
            var start = Start(row);
            var stride = tensor.Strides[^1];
            for (var i = 0; i < width; i++)
            {
                values[i] = tensor.DType == DType.I8 ? (sbyte)start[i * stride] : Decoded[start[i * stride]];
            }
            GC.KeepAlive(tensor);
        }

        /// <summary>Rounds and clamps; the values are scaled already.</summary>
        public void Write(long row, Span<float> values)
        {
            var start = Start(row);
            var stride = tensor.Strides[^1];
            if (tensor.DType == DType.I8)
            {
                TensorPrimitives.Round(values, values);
                for (var i = 0; i < width; i++)
                {
                    start[i * stride] = float.IsNaN(values[i]) ? (byte)0 : unchecked((byte)(sbyte)Math.Clamp(values[i], -128, 127));
                }
            }
            else
            {
                for (var i = 0; i < width; i++)
                {
                    start[i * stride] = Encode(Math.Clamp(values[i], -448, 448));
                }
            }
            GC.KeepAlive(tensor);
        }

        // As Float8E4M3's conversion, for values in its range and NaN, by the bits.
        private static byte Encode(float value)
        {
            var bits = BitConverter.SingleToUInt32Bits(value);
            var sign = bits >> 31 << 7;
            var magnitude = bits & 0x7FFF_FFFF;
            if (float.IsNaN(value))
            {
                return (byte)(sign | 0x7F);
            }
            var absolute = BitConverter.UInt32BitsToSingle(magnitude);
            return absolute < SmallestNormal
                ? (byte)(sign | (BitConverter.SingleToUInt32Bits(absolute + SubnormalShift)
                    - BitConverter.SingleToUInt32Bits(SubnormalShift)))
                : (byte)(sign | (((magnitude + 0x7FFFF + ((magnitude >> 20) & 1)) >> 20) - (120 << 3)));
        }

        private byte* Start(long row)
        {
            long offset = 0;
            for (var dim = tensor.Rank - 2; dim >= 0; dim--)
            {
                (row, var at) = Math.DivRem(row, tensor.Shape[dim]);
                offset += at * tensor.Strides[dim];
            }
            return tensor.Pointer + offset;
        }
    }
}
