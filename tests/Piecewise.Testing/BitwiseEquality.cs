using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>Equality of values to the last bit: what two runs of one computation must have (P13).</summary>
internal static class BitwiseEquality
{
    /// <summary>Same kind, dtype, shape and bits; strides may differ.</summary>
    public static bool AreEqual(Value a, Value b)
    {
        if (a.IsList && b.IsList)
        {
            return a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second));
        }
        if (!a.IsTensor || !b.IsTensor)
        {
            return a.IsScalar && b.IsScalar && a.Scalar.IsFloat && b.Scalar.IsFloat
                ? BitConverter.DoubleToInt64Bits(a.Scalar.ToDouble()) == BitConverter.DoubleToInt64Bits(b.Scalar.ToDouble())
                : a == b;
        }
        return a.Tensor.DType == b.Tensor.DType && a.Tensor.Shape.SequenceEqual(b.Tensor.Shape)
            && Bytes(a.Tensor).SequenceEqual(Bytes(b.Tensor));
    }

    private static unsafe ReadOnlySpan<byte> Bytes(Tensor tensor)
    {
        // A copy, so that the bytes outlive the handle.
        var dense = tensor.Clone();
        var bytes = new byte[dense.ElementCount * dense.DType.Size()];
        new ReadOnlySpan<byte>(dense.Pointer, bytes.Length).CopyTo(bytes);
        GC.KeepAlive(dense);
        return bytes;
    }
}
