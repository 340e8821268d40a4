using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Loads and stores of memory as vectors of floats: f32, bf16 and f16 at once, other dtypes lane by lane. The element type is decided when
/// the kernel is compiled.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Elements
{
    /// <summary>A full vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TLanes, TVector, T>(T* source)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return TLanes.Load((float*)source);
        }
        return typeof(T) == typeof(BFloat16) ? TLanes.Load((BFloat16*)source)
            : typeof(T) == typeof(Half) ? TLanes.Load((Half*)source)
            : LaneSpill.Load<TLanes, TVector, T>(source, TLanes.Width);
    }

    /// <summary>The first <paramref name="count"/> lanes, or all of them; the others are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TLanes, TVector, T>(T* source, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged =>
        count >= TLanes.Width ? Load<TLanes, TVector, T>(source)
            : typeof(T) == typeof(float) ? TLanes.Load((float*)source, count)
            : LoadSome<TLanes, TVector, T>(source, count);

    /// <summary>A full vector; rounds to nearest even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes, TVector, T>(T* target, TVector value)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            TLanes.Store((float*)target, value);
        }
        else if (typeof(T) == typeof(BFloat16))
        {
            TLanes.Store((BFloat16*)target, value);
        }
        else if (typeof(T) == typeof(Half))
        {
            TLanes.Store((Half*)target, value);
        }
        else
        {
            LaneSpill.Store<TLanes, TVector, T>(target, value, TLanes.Width);
        }
    }

    /// <summary>The first <paramref name="count"/> lanes, or all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes, TVector, T>(T* target, TVector value, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        if (count >= TLanes.Width)
        {
            Store<TLanes, TVector, T>(target, value);
        }
        else if (typeof(T) == typeof(float))
        {
            TLanes.Store((float*)target, value, count);
        }
        else
        {
            StoreSome<TLanes, TVector, T>(target, value, count);
        }
    }

    /// <summary>The nearest values of an element type, as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Round<TLanes, TVector, T>(TVector value)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged =>
        typeof(T) == typeof(BFloat16) ? TLanes.RoundToBFloat16(value) : value;

    /// <summary>One element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Read<T>(T* source) where T : unmanaged =>
        typeof(T) == typeof(float) ? *(float*)source
            : typeof(T) == typeof(BFloat16) ? *(BFloat16*)source : Element.Convert<T, float>(*source);

    /// <summary>One element, rounded to nearest even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(T* target, float value) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            *(float*)target = value;
        }
        else if (typeof(T) == typeof(BFloat16))
        {
            *(BFloat16*)target = (BFloat16)value;
        }
        else
        {
            *target = Element.Convert<float, T>(value);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TVector LoadSome<TLanes, TVector, T>(T* source, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        for (nint i = 0; i < TLanes.Width; i++)
        {
            buffer[i] = i < count ? Read(source + i) : 0;
        }
        return TLanes.Load(buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StoreSome<TLanes, TVector, T>(T* target, TVector value, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var buffer = stackalloc float[TLanes.Width];
        TLanes.Store(buffer, value);
        for (nint i = 0; i < count; i++)
        {
            Write(target + i, buffer[i]);
        }
    }
}
