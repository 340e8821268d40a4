using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>Tensors at another resolution.</summary>
internal static class Resampling
{
    /// <summary>One dim at another resolution.</summary>
    /// <param name="x">Contiguous, of dtype <typeparamref name="T"/>.</param>
    /// <param name="dim">The dim.</param>
    /// <param name="sampling">What each element of the result is made of.</param>
    public static Tensor Along<T>(Tensor x, int dim, Sampling<T> sampling) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        var (outer, size, inner) = (Layout.ElementCount(x.Shape[..dim]), x.Shape[dim], (int)Layout.ElementCount(x.Shape[(dim + 1)..]));
        var result = Tensor.Zeros(x.DType, [.. x.Shape[..dim], sampling.Output, .. x.Shape[(dim + 1)..]]);
        var from = x.ReadSpan<T>();
        var to = result.AsSpan<T>();
        Span<long> places = new long[sampling.MaxTaps];
        Span<T> weights = new T[sampling.MaxTaps];
        for (long position = 0; position < sampling.Output; position++)
        {
            var count = sampling.At(position, places, weights);
            for (long o = 0; o < outer; o++)
            {
                var target = to.Slice(checked((int)(((o * sampling.Output) + position) * inner)), inner);
                for (var k = 0; k < count; k++)
                {
                    var source = from.Slice(checked((int)(((o * size) + places[k]) * inner)), inner);
                    Add(source, weights[k], target);
                }
            }
        }
        GC.KeepAlive(x);
        return result;
    }

    private static void Add<T>(ReadOnlySpan<T> source, T weight, Span<T> target) where T : IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += source[i] * weight;
        }
    }
}
