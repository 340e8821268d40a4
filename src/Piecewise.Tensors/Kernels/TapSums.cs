using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>What a filter of one channel gives at neighbouring positions.</summary>
internal static unsafe class TapSums
{
    /// <summary><c>sums[i] = bias + sum of x[i + offset of a tap] · weight of it</c>, tap by tap.</summary>
    /// <param name="x">What the first position meets at no distance.</param>
    /// <param name="count">Positions; up to <see cref="PaddedPlanes.Slack"/> more are read and written.</param>
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
        // A multiplication and addition takes as long as eight take that do not wait for each other.
        nint i = 0;
        for (; i + (4 * width) < count; i += 8 * width)
        {
            TVector a = TLanes.Zero, b = TLanes.Zero, c = TLanes.Zero, d = TLanes.Zero;
            TVector e = TLanes.Zero, f = TLanes.Zero, g = TLanes.Zero, h = TLanes.Zero;
            for (nint tap = 0; tap < taps; tap++)
            {
                var from = x + i + offsets[tap];
                var factor = TLanes.Broadcast(weight[tap]);
                a = TLanes.MultiplyAdd(factor, TLanes.Load(from), a);
                b = TLanes.MultiplyAdd(factor, TLanes.Load(from + width), b);
                c = TLanes.MultiplyAdd(factor, TLanes.Load(from + (2 * width)), c);
                d = TLanes.MultiplyAdd(factor, TLanes.Load(from + (3 * width)), d);
                e = TLanes.MultiplyAdd(factor, TLanes.Load(from + (4 * width)), e);
                f = TLanes.MultiplyAdd(factor, TLanes.Load(from + (5 * width)), f);
                g = TLanes.MultiplyAdd(factor, TLanes.Load(from + (6 * width)), g);
                h = TLanes.MultiplyAdd(factor, TLanes.Load(from + (7 * width)), h);
            }
            Store<TLanes, TVector>(a, b, c, d, bias, sums + i);
            Store<TLanes, TVector>(e, f, g, h, bias, sums + i + (4 * width));
        }
        for (; i < count; i += 4 * width)
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
            Store<TLanes, TVector>(a, b, c, d, bias, sums + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector>(TVector a, TVector b, TVector c, TVector d, float bias, float* sums)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var added = TLanes.Broadcast(bias);
        TLanes.Store(sums, TLanes.Add(a, added));
        TLanes.Store(sums + TLanes.Width, TLanes.Add(b, added));
        TLanes.Store(sums + (2 * TLanes.Width), TLanes.Add(c, added));
        TLanes.Store(sums + (3 * TLanes.Width), TLanes.Add(d, added));
    }
}
