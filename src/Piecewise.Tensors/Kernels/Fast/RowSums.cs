using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>Reductions of one row to one number, in f32 with four vectors of sums, always in the same order.</summary>
internal static unsafe class RowSums
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Of<TLanes, TVector, T>(T* x, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width, i = 0;
        TVector s0 = TLanes.Zero, s1 = TLanes.Zero, s2 = TLanes.Zero, s3 = TLanes.Zero;
        for (; i + (4 * width) <= count; i += 4 * width)
        {
            s0 = TLanes.Add(s0, Elements.Load<TLanes, TVector, T>(x + i));
            s1 = TLanes.Add(s1, Elements.Load<TLanes, TVector, T>(x + i + width));
            s2 = TLanes.Add(s2, Elements.Load<TLanes, TVector, T>(x + i + (2 * width)));
            s3 = TLanes.Add(s3, Elements.Load<TLanes, TVector, T>(x + i + (3 * width)));
        }
        s0 = TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3));
        for (; i < count; i += width)
        {
            s0 = TLanes.Add(s0, Elements.Load<TLanes, TVector, T>(x + i, count - i));
        }
        return TLanes.Sum(s0);
    }

    /// <summary>The sum of <c>(x - center)²</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfSquares<TLanes, TVector, T>(T* x, nint count, float center)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width, i = 0;
        var c = TLanes.Broadcast(center);
        TVector s0 = TLanes.Zero, s1 = TLanes.Zero, s2 = TLanes.Zero, s3 = TLanes.Zero;
        for (; i + (4 * width) <= count; i += 4 * width)
        {
            s0 = AddSquare<TLanes, TVector>(s0, Elements.Load<TLanes, TVector, T>(x + i), c);
            s1 = AddSquare<TLanes, TVector>(s1, Elements.Load<TLanes, TVector, T>(x + i + width), c);
            s2 = AddSquare<TLanes, TVector>(s2, Elements.Load<TLanes, TVector, T>(x + i + (2 * width)), c);
            s3 = AddSquare<TLanes, TVector>(s3, Elements.Load<TLanes, TVector, T>(x + i + (3 * width)), c);
        }
        s0 = TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3));
        for (; i + width <= count; i += width)
        {
            s0 = AddSquare<TLanes, TVector>(s0, Elements.Load<TLanes, TVector, T>(x + i), c);
        }
        var sum = TLanes.Sum(s0);
        for (; i < count; i++)
        {
            var distance = Elements.Read(x + i) - center;
            sum += distance * distance;
        }
        return sum;
    }

    /// <summary>The largest element; NaN or another element where one is NaN. Minus infinity of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max<TLanes, TVector, T>(T* x, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var max = TLanes.Broadcast(float.NegativeInfinity);
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            max = TLanes.Max(Elements.Load<TLanes, TVector, T>(x + i), max);
        }
        var lanes = stackalloc float[TLanes.Width];
        TLanes.Store(lanes, max);
        var result = float.NegativeInfinity;
        for (nint lane = 0; lane < TLanes.Width; lane++)
        {
            result = MathF.Max(result, lanes[lane]);
        }
        for (; i < count; i++)
        {
            result = MathF.Max(result, Elements.Read(x + i));
        }
        return result;
    }

    /// <summary>The sum of the first lanes.</summary>
    public static float OfFirst<TLanes, TVector>(TVector values, nint count) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var lanes = stackalloc float[TLanes.Width];
        TLanes.Store(lanes, values);
        float sum = 0;
        for (nint lane = 0; lane < count; lane++)
        {
            sum += lanes[lane];
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare<TLanes, TVector>(TVector sum, TVector x, TVector center)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var distance = TLanes.Subtract(x, center);
        return TLanes.MultiplyAdd(distance, distance, sum);
    }
}
