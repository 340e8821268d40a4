using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// <c>x * weight + bias</c> after a normalization; either may be missing. Both broadcast and are taken in the dtype of <c>x</c>.
/// </summary>
internal static class Affine
{
    /// <param name="x">f32 or f64.</param>
    /// <param name="weight">Factors.</param>
    /// <param name="bias">Addends.</param>
    public static Tensor Apply(Tensor x, Tensor? weight, Tensor? bias)
    {
        var scaled = weight is null ? x : Elements.Float<Times>(x, Cast.To(weight, x.DType));
        return bias is null ? scaled : Elements.Float<Plus>(scaled, Cast.To(bias, x.DType));
    }

    /// <summary>A vector over channels, dim 1 of <paramref name="rank"/> dims.</summary>
    public static Tensor? OverChannels(Tensor? vector, int rank)
    {
        if (vector is null)
        {
            return null;
        }
        long[] shape = [vector.ElementCount, .. Enumerable.Repeat(1L, rank - 2)];
        return vector.Contiguous().View(shape);
    }

    private readonly struct Times : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * y;
    }

    private readonly struct Plus : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x + y;
    }
}
