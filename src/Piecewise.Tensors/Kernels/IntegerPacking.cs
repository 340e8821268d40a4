using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Weights of 8-bit integers as products and convolutions read them.</summary>
internal static unsafe class IntegerPacking
{
    /// <summary>A matrix, with the scales of its rows.</summary>
    /// <param name="weight">i8 [n, k], contiguous.</param>
    /// <param name="scales">[n], or one for all.</param>
    /// <param name="layout">8 bits.</param>
    /// <param name="bytes">[<see cref="QuantizedLayout.Bytes"/>].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Matrix(ReadOnlySpan<sbyte> weight, ReadOnlySpan<float> scales, QuantizedLayout layout, byte* bytes)
    {
        var (factors, corrections) = ((nint)bytes + layout.Scales, (nint)bytes + layout.Corrections);
        for (var row = 0; row < layout.N; row++)
        {
            var own = weight.Slice((int)(row * layout.K), (int)layout.K);
            own.CopyTo(new Span<sbyte>(bytes + (row * layout.RowBytes), (int)layout.K));
            ((float*)factors)[row] = scales[scales.Length == 1 ? 0 : row];
            ((int*)corrections)[row] = QuantizedLayout.Offset * Sum(own);
        }
    }

    /// <summary>The weight of a convolution, with the scales of its outputs.</summary>
    /// <param name="weight">i8 [outputs, channels of a group, taps], contiguous.</param>
    /// <param name="scales">[outputs], or one for all.</param>
    /// <param name="filters">The layout.</param>
    /// <param name="bytes">[<see cref="IntegerFilters.Bytes"/>], zeros.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Filters(ReadOnlySpan<sbyte> weight, ReadOnlySpan<float> scales, IntegerFilters filters, byte* bytes)
    {
        var (factors, sums) = ((nint)bytes + filters.Scales, (nint)bytes + filters.Sums);
        var (taps, length) = ((int)filters.Taps, (int)(filters.Channels * filters.Taps));
        for (var output = 0; output < filters.Outputs; output++)
        {
            var own = weight.Slice(output * length, length);
            for (var i = 0; i < length; i++)
            {
                var place = bytes + filters.Place(output, i / taps, i % taps);
                if (filters.AreFilters)
                {
                    *(float*)place = own[i];
                }
                else
                {
                    *(sbyte*)place = own[i];
                }
            }
            ((float*)factors)[output] = scales[scales.Length == 1 ? 0 : output];
            ((int*)sums)[output] = Sum(own);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sum(ReadOnlySpan<sbyte> elements)
    {
        var sum = 0;
        foreach (var element in elements)
        {
            sum += element;
        }
        return sum;
    }
}
