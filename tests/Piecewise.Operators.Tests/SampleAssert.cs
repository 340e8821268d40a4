using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

internal static class SampleAssert
{
    /// <summary>The value is of that type: dtype, shape and, where more than one element lies along a dim, strides.</summary>
    public static void HasType(NodeType type, Value value)
    {
        switch (type)
        {
            case TensorType expected:
                var tensor = value.Tensor;
                Assert.Equal(expected.DType, tensor.DType);
                Assert.Equal(expected.Rank, tensor.Rank);
                for (var i = 0; i < tensor.Rank; i++)
                {
                    if (expected.Shape[i].TryGetConstant(out var size))
                    {
                        Assert.Equal(size, tensor.Shape[i]);
                        if (size > 1 && tensor.ElementCount > 0 && expected.Strides[i].TryGetConstant(out var stride))
                        {
                            Assert.True(stride == tensor.Strides[i], $"{tensor} should have the strides of {expected}");
                        }
                    }
                }
                break;
            case TupleType tuple:
                Assert.Equal(tuple.Items.Length, value.Items.Length);
                for (var i = 0; i < tuple.Items.Length; i++)
                {
                    HasType(tuple.Items[i], value.Items[i]);
                }
                break;
            case SymIntType { Value: var number }:
                Assert.Equal(DTypeCategory.Integer, value.Scalar.Category);
                if (number.TryGetConstant(out var constant))
                {
                    Assert.Equal(constant, value.Scalar.ToInt64());
                }
                break;
            case SymFloatType:
                Assert.True(value.Scalar.IsFloat);
                break;
            case SymBoolType:
                Assert.True(value.Scalar.IsBool);
                break;
            default:
                Assert.True(value.IsNone);
                break;
        }
    }

    /// <summary>The tensor has these strides wherever more than one element lies along a dim.</summary>
    public static void HasStrides(ReadOnlySpan<long> strides, Tensor tensor)
    {
        Assert.Equal(strides.Length, tensor.Rank);
        for (var i = 0; i < strides.Length; i++)
        {
            Assert.True(tensor.Shape[i] == 1 || tensor.Strides[i] == strides[i],
                $"{tensor} should have strides [{string.Join(", ", strides.ToArray())}]");
        }
    }

    public static void Equal(Value expected, Value actual, Func<DType, Tolerance> tolerance)
    {
        if (expected.IsList)
        {
            Assert.Equal(expected.Items.Length, actual.Items.Length);
            foreach (var (e, a) in expected.Items.Zip(actual.Items))
            {
                Equal(e, a, tolerance);
            }
        }
        else if (!expected.IsTensor)
        {
            Assert.Equal(expected, actual);
        }
        else
        {
            Assert.Equal(expected.Tensor.DType, actual.Tensor.DType);
            Assert.Equal(expected.Tensor.Shape.ToArray(), actual.Tensor.Shape.ToArray());
            Close(expected.Tensor, actual.Tensor, tolerance(expected.Tensor.DType));
        }
    }

    private static void Close(Tensor expected, Tensor actual, Tolerance tolerance)
    {
        if (expected.DType.IsComplex())
        {
            var x = Cast.To(expected, DType.C128).Contiguous().AsSpan<System.Numerics.Complex>();
            var y = Cast.To(actual, DType.C128).Contiguous().AsSpan<System.Numerics.Complex>();
            for (var i = 0; i < x.Length; i++)
            {
                Close(x[i].Real, y[i].Real, tolerance, i);
                Close(x[i].Imaginary, y[i].Imaginary, tolerance, i);
            }
            return;
        }
        var e = Cast.To(expected, DType.F64).Contiguous().AsSpan<double>();
        var a = Cast.To(actual, DType.F64).Contiguous().AsSpan<double>();
        for (var i = 0; i < e.Length; i++)
        {
            Close(e[i], a[i], tolerance, i);
        }
    }

    private static void Close(double expected, double actual, Tolerance tolerance, int index)
    {
        var equal = expected.Equals(actual) || expected == actual
            || Math.Abs(expected - actual) <= tolerance.Absolute + tolerance.Relative * Math.Abs(expected);
        Assert.True(equal, $"Element {index}: expected {expected:R}, got {actual:R}.");
    }
}
