using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Equality of values to the last bit but for the sign of zero, which the order of a reduction decides.</summary>
internal static class Exactness
{
    public static bool AreEqual(Value a, Value b) => BitwiseEquality.AreEqual(WithoutSignOfZero(a), WithoutSignOfZero(b));

    private static Value WithoutSignOfZero(Value value)
    {
        if (!value.IsTensor || value.Tensor.DType != DType.F32)
        {
            return value;
        }
        var dense = value.Tensor.Clone().Contiguous();
        foreach (ref var x in dense.AsSpan<float>())
        {
            x += 0f;
        }
        return dense;
    }
}
