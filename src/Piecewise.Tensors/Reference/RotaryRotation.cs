using System.Numerics.Tensors;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Rotary position embedding in one pass: <c>x · cos + rotated(x) · sin</c>, where both products and the sum are rounded to the operands'
/// joint dtype.
/// </summary>
internal static class RotaryRotation
{
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="cos">[…, rotary width], broadcast to x's rows; the rotary width is even and at most x's width. The rest of a row is
    /// copied.</param>
    /// <param name="sin">As cos.</param>
    /// <param name="interleaved">Whether pairs are neighbours; else element i is paired with i + rotary width / 2.</param>
    /// <param name="result">Of x's shape and dtype; may be x.</param>
    public static void Run(Tensor x, Tensor cos, Tensor sin, bool interleaved, Tensor result)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(cos);
        ArgumentNullException.ThrowIfNull(sin);
        long[] shape = [.. x.Shape[..^1], cos.Shape[^1]];
        var (source, target) = (new FloatRows(x), new FloatRows(result));
        var (cosines, sines) = (new FloatRows(cos.Broadcast(shape)), new FloatRows(sin.Broadcast(shape)));
        var joint = DTypes.Promote(DTypes.Promote(x.DType, cos.DType), sin.DType);
        var (rotary, width) = (cosines.Width, source.Width);
        float[] buffer = new float[width], output = new float[width], swapped = new float[rotary], c = new float[rotary],
            s = new float[rotary];
        for (long row = 0; row < source.Count && width > 0; row++)
        {
            var values = source.Read(row, buffer);
            Swap(values[..rotary], interleaved, swapped);
            TensorPrimitives.Multiply(swapped, sines.Read(row, s), swapped);
            FloatConversion.Round(swapped, joint);
            var turned = output.AsSpan(0, rotary);
            TensorPrimitives.Multiply(values[..rotary], cosines.Read(row, c), turned);
            FloatConversion.Round(turned, joint);
            TensorPrimitives.Add(turned, swapped, turned);
            FloatConversion.Round(turned, joint);
            values[rotary..].CopyTo(output.AsSpan(rotary));
            target.Write(row, output);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(cos);
        GC.KeepAlive(sin);
    }

    private static void Swap(ReadOnlySpan<float> x, bool interleaved, Span<float> result)
    {
        if (!interleaved)
        {
            var half = x.Length / 2;
            TensorPrimitives.Negate(x[half..], result);
            x[..half].CopyTo(result[half..]);
            return;
        }
        for (var i = 0; i + 1 < x.Length; i += 2)
        {
            (result[i], result[i + 1]) = (-x[i + 1], x[i]);
        }
    }
}
