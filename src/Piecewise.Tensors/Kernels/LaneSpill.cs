using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Vectors of floats to and from memory one lane at a time: elements of any dtype, and the lanes of a vector that is not full.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class LaneSpill
{
    /// <summary>Converts the first <paramref name="count"/> elements, at most a vector full; the other lanes are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TLanes, TVector, T>(T* source, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged =>
        ByteLanes.Has<TLanes, TVector, T>() && count >= TLanes.Width ? ByteLanes.Load<TVector, T>(source)
            : LoadEach<TLanes, TVector, T>(source, count);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector LoadEach<TLanes, TVector, T>(T* source, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        for (nint i = 0; i < TLanes.Width; i++)
        {
            buffer[i] = i < count ? Element.Convert<T, float>(source[i]) : 0;
        }
        return TLanes.Load(buffer);
    }

    /// <summary>
    /// As <see cref="Load{TLanes, TVector, T}(T*, nint)"/> of elements that lie <paramref name="stride"/> elements apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Load<TLanes, TVector, T>(T* source, nint stride, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        for (nint i = 0; i < TLanes.Width; i++)
        {
            buffer[i] = i < count ? Element.Convert<T, float>(source[i * stride]) : 0;
        }
        return TLanes.Load(buffer);
    }

    /// <summary>Converts the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes, TVector, T>(T* target, TVector value, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        if (!ByteLanes.Has<TLanes, TVector, T>() || count < TLanes.Width || !ByteLanes.TryStore(target, value))
        {
            StoreEach<TLanes, TVector, T>(target, value, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StoreEach<TLanes, TVector, T>(T* target, TVector value, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        TLanes.Store(buffer, value);
        for (nint i = 0; i < count; i++)
        {
            target[i] = Element.Convert<float, T>(buffer[i]);
        }
    }

    /// <summary>The lanes, rounded to values of another dtype.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Round<TLanes, TVector, T>(TVector value) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        where T : unmanaged =>
        ByteLanes.Has<TLanes, TVector, T>() && ByteLanes.TryRound<TVector, T>(value, out var rounded) ? rounded
            : RoundEach<TLanes, TVector, T>(value);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector RoundEach<TLanes, TVector, T>(TVector value) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        where T : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        TLanes.Store(buffer, value);
        for (nint i = 0; i < TLanes.Width; i++)
        {
            buffer[i] = Element.Convert<T, float>(Element.Convert<float, T>(buffer[i]));
        }
        return TLanes.Load(buffer);
    }

    /// <summary>The first <paramref name="count"/> bools as a mask; the other lanes are false.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector LoadMask<TLanes, TVector>(bool* source, nint count) where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var buffer = stackalloc int[TLanes.Width];
        for (nint i = 0; i < TLanes.Width; i++)
        {
            buffer[i] = i < count && source[i] ? -1 : 0;
        }
        return TLanes.Load((float*)buffer);
    }

    /// <summary>The first <paramref name="count"/> lanes of a mask as bools.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void StoreMask<TLanes, TVector>(bool* target, TVector mask, nint count) where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var buffer = stackalloc int[TLanes.Width];
        TLanes.Store((float*)buffer, mask);
        for (nint i = 0; i < count; i++)
        {
            target[i] = buffer[i] != 0;
        }
    }

    /// <summary>A function of each lane, for those that have no vector form.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Map<TLanes, TVector>(TVector value, delegate*<float, float> function) where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        TLanes.Store(buffer, value);
        for (nint i = 0; i < TLanes.Width; i++)
        {
            buffer[i] = function(buffer[i]);
        }
        return TLanes.Load(buffer);
    }

    /// <summary>A function of each pair of lanes, for those that have no vector form.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Map<TLanes, TVector>(TVector x, TVector y, delegate*<float, float, float> function)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var left = stackalloc float[TLanes.Width];
        var right = stackalloc float[TLanes.Width];
        TLanes.Store(left, x);
        TLanes.Store(right, y);
        for (nint i = 0; i < TLanes.Width; i++)
        {
            left[i] = function(left[i], right[i]);
        }
        return TLanes.Load(left);
    }
}
