using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>What a filter of one channel gives at neighbouring positions.</summary>
internal static unsafe class TapSums
{
    /// <summary><c>sums[i] = bias + sum of x[i + offset of a tap] · weight of it</c>, tap by tap.</summary>
    /// <param name="x">What the first position meets at no distance.</param>
    /// <param name="count">Positions; up to a vector more is read and written.</param>
    /// <param name="offsets">[<paramref name="taps"/>].</param>
    /// <param name="taps">How many.</param>
    /// <param name="weight">[<paramref name="taps"/>].</param>
    /// <param name="bias">What is added.</param>
    /// <param name="sums">[<paramref name="count"/>].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLanes, TVector>(
        float* x, nint count, nint* offsets, nint taps, float* weight, float bias, float* sums)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        nint width = TLanes.Width;
        nint i = 0;
        for (; i + (2 * width) < count; i += 4 * width)
        {
            TVector a = TLanes.Zero, b = TLanes.Zero, c = TLanes.Zero, d = TLanes.Zero;
            for (nint tap = 0; tap < taps; tap++)
            {
                var from = x + i + offsets[tap];
                var factor = TLanes.Broadcast(weight[tap]);
                a = TLanes.MultiplyAdd(factor, TLanes.Load(from), a);
                b = TLanes.MultiplyAdd(factor, TLanes.Load(from + width), b);
                c = TLanes.MultiplyAdd(factor, TLanes.Load(from + (2 * width)), c);
                d = TLanes.MultiplyAdd(factor, TLanes.Load(from + (3 * width)), d);
            }
            var added = TLanes.Broadcast(bias);
            TLanes.Store(sums + i, TLanes.Add(a, added));
            TLanes.Store(sums + i + width, TLanes.Add(b, added));
            TLanes.Store(sums + i + (2 * width), TLanes.Add(c, added));
            TLanes.Store(sums + i + (3 * width), TLanes.Add(d, added));
        }
        for (; i < count; i += width)
        {
            var sum = TLanes.Zero;
            for (nint tap = 0; tap < taps; tap++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(weight[tap]), TLanes.Load(x + i + offsets[tap]), sum);
            }
            TLanes.Store(sums + i, TLanes.Add(sum, TLanes.Broadcast(bias)));
        }
    }
}
