using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>How a window moves over one spatial dim.</summary>
/// <param name="Input">Elements along the dim.</param>
/// <param name="Output">Positions of the window.</param>
/// <param name="Kernel">Elements in the window.</param>
/// <param name="Stride">Distance of two positions.</param>
/// <param name="Padding">Elements before the first one that count as zero.</param>
/// <param name="Dilation">Distance of two elements in the window.</param>
internal readonly record struct WindowDim(long Input, long Output, long Kernel, long Stride, long Padding, long Dilation)
{
    /// <summary>
    /// Elements under the window at a position, those of the padding included or not, but never those past it. Without dilation.
    /// </summary>
    public long Covered(long position, bool countPadding)
    {
        var start = (position * Stride) - Padding;
        var end = Math.Min(start + Kernel, Input + Padding);
        return countPadding ? end - start : Math.Min(end, Input) - Math.Max(start, 0);
    }
}

/// <summary>
/// Turns a convolution into a matrix product: the patches under a window as columns of a matrix, and the sum of columns back into place
/// for a transposed convolution.
/// </summary>
internal static class Patches
{
    /// <summary>The elements under each position of the window; those outside are 0.</summary>
    /// <param name="input">[n, c, spatial dims…], contiguous, of a compute dtype.</param>
    /// <param name="window">One per spatial dim, three at most.</param>
    /// <returns>[n, c · kernel elements, positions].</returns>
    public static Tensor Unfold(Tensor input, ReadOnlySpan<WindowDim> window)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (planes, padded) = (input.Shape[0] * input.Shape[1], Padded(window));
        var (kernel, output) = (Product(padded, w => w.Kernel), Product(padded, w => w.Output));
        var result = Tensor.Zeros(input.DType, input.Shape[0], input.Shape[1] * kernel, output);
        switch (input.DType)
        {
            case DType.F32: Copy(input.ReadSpan<float>(), result.AsSpan<float>(), planes, padded); break;
            case DType.F64: Copy(input.ReadSpan<double>(), result.AsSpan<double>(), planes, padded); break;
            case DType.I64: Copy(input.ReadSpan<long>(), result.AsSpan<long>(), planes, padded); break;
            default: Copy(input.ReadSpan<Complex>(), result.AsSpan<Complex>(), planes, padded); break;
        }
        GC.KeepAlive(input);
        return result;
    }

    /// <summary>
    /// Adds up what each position of the window contributes to the elements under it: the reverse of <see cref="Unfold"/>.
    /// </summary>
    /// <param name="columns">[n, c · kernel elements, positions], contiguous, of a compute dtype.</param>
    /// <param name="channels">c.</param>
    /// <param name="window">One per spatial dim, three at most.</param>
    /// <returns>[n, c, spatial dims…].</returns>
    public static Tensor Fold(Tensor columns, long channels, ReadOnlySpan<WindowDim> window)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var shape = new long[window.Length + 2];
        (shape[0], shape[1]) = (columns.Shape[0], channels);
        for (var i = 0; i < window.Length; i++)
        {
            shape[i + 2] = window[i].Input;
        }
        var result = Tensor.Zeros(columns.DType, shape);
        var (planes, padded) = (columns.Shape[0] * channels, Padded(window));
        switch (columns.DType)
        {
            case DType.F32: Add(columns.ReadSpan<float>(), result.AsSpan<float>(), planes, padded); break;
            case DType.F64: Add(columns.ReadSpan<double>(), result.AsSpan<double>(), planes, padded); break;
            case DType.I64: Add(columns.ReadSpan<long>(), result.AsSpan<long>(), planes, padded); break;
            default: Add(columns.ReadSpan<Complex>(), result.AsSpan<Complex>(), planes, padded); break;
        }
        GC.KeepAlive(columns);
        return result;
    }

    private static void Copy<T>(ReadOnlySpan<T> input, Span<T> columns, long planes, WindowDim[] window)
    {
        for (var walk = new Walk(planes, window); walk.Next();)
        {
            var (first, last, step) = (walk.FirstInside, walk.LastInside, (int)window[2].Stride);
            var (from, to) = (walk.InputRow + walk.Column(first), walk.ColumnRow);
            for (var i = first; i <= last; i++, from += step)
            {
                columns[to + i] = input[from];
            }
        }
    }

    private static void Add<T>(ReadOnlySpan<T> columns, Span<T> output, long planes, WindowDim[] window) where T : INumberBase<T>
    {
        for (var walk = new Walk(planes, window); walk.Next();)
        {
            var (first, last, step) = (walk.FirstInside, walk.LastInside, (int)window[2].Stride);
            var (to, from) = (walk.InputRow + walk.Column(first), walk.ColumnRow);
            for (var i = first; i <= last; i++, to += step)
            {
                output[to] = unchecked(output[to] + columns[from + i]);
            }
        }
    }

    // Always three dims: missing outer ones have one element and one position.
    private static WindowDim[] Padded(ReadOnlySpan<WindowDim> window)
    {
        var result = new WindowDim[3];
        Array.Fill(result, new WindowDim(1, 1, 1, 1, 0, 1));
        window.CopyTo(result.AsSpan(3 - window.Length));
        return result;
    }

    private static long Product(WindowDim[] window, Func<WindowDim, long> size) => window.Aggregate(1L, (product, w) => product * size(w));

    /// <summary>
    /// Walks the runs along the innermost spatial dim: for each plane, element of the window and outer position, where the input's row and
    /// the columns' row begin. Rows outside the input are left out.
    /// </summary>
    private struct Walk(long planes, WindowDim[] window)
    {
        private readonly long[] limits = [planes, window[0].Kernel, window[1].Kernel, window[2].Kernel, window[0].Output, window[1].Output];
        private readonly long[] index = [0, 0, 0, 0, 0, -1];

        /// <summary>Where the row of input elements begins.</summary>
        public int InputRow { get; private set; }

        /// <summary>Where the run of positions begins.</summary>
        public int ColumnRow { get; private set; }

        /// <summary>The first and last position whose element lies inside the row.</summary>
        public int FirstInside { get; private set; }

        public int LastInside { get; private set; }

        public readonly int Column(int position) =>
            (int)((position * window[2].Stride) - window[2].Padding + (index[3] * window[2].Dilation));

        public bool Next()
        {
            while (Advance())
            {
                var depth = (index[4] * window[0].Stride) - window[0].Padding + (index[1] * window[0].Dilation);
                var height = (index[5] * window[1].Stride) - window[1].Padding + (index[2] * window[1].Dilation);
                if (depth < 0 || depth >= window[0].Input || height < 0 || height >= window[1].Input)
                {
                    continue;
                }
                InputRow = checked((int)((((index[0] * window[0].Input) + depth) * window[1].Input + height) * window[2].Input));
                var element = (((index[0] * limits[1]) + index[1]) * limits[2] + index[2]) * limits[3] + index[3];
                ColumnRow = checked((int)((((element * limits[4]) + index[4]) * limits[5] + index[5]) * window[2].Output));
                var shift = window[2].Padding - (index[3] * window[2].Dilation);
                FirstInside = (int)Math.Clamp(CeilDiv(shift, window[2].Stride), 0, window[2].Output);
                LastInside = (int)Math.Clamp(FloorDiv(window[2].Input - 1 + shift, window[2].Stride), -1, window[2].Output - 1);
                return true;
            }
            return false;
        }

        private static long FloorDiv(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);

        private static long CeilDiv(long a, long b) => -FloorDiv(-a, b);

        private readonly bool Advance()
        {
            if (limits.Contains(0) || window[2].Output == 0)
            {
                return false;
            }
            for (var d = 5; d >= 0; d--)
            {
                if (++index[d] < limits[d])
                {
                    return true;
                }
                index[d] = 0;
            }
            return false;
        }
    }
}
