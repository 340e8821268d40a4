using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Rotary position embedding: <c>x · cos + rotated(x) · sin</c> of rows, where both products and the sum are rounded to the operands' joint
/// dtype. Rows are numbered by three dims.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
/// <typeparam name="TAngle">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct RotaryCall<T, TAngle> : IKernel, IJob, IOverTypes where T : unmanaged where TAngle : unmanaged
{
    /// <summary>
    /// [<see cref="Outer"/>, <see cref="Middle"/>, <see cref="Inner"/>, <see cref="Size"/>]; the elements of a row are neighbours.
    /// </summary>
    public required T* X;
    public required nint XOuter;
    public required nint XMiddle;
    public required nint XInner;

    /// <summary>[outer, middle, inner, <see cref="Rotary"/>]; strides may be 0, and the elements of a row are neighbours.</summary>
    public required TAngle* Cos;
    public required nint CosOuter;
    public required nint CosMiddle;
    public required nint CosInner;

    /// <summary>As <see cref="Cos"/>.</summary>
    public required TAngle* Sin;
    public required nint SinOuter;
    public required nint SinMiddle;
    public required nint SinInner;

    /// <summary>Whether pairs are neighbours; else element i is paired with i + rotary / 2.</summary>
    public required bool Interleaved;

    /// <summary>As x, and may be x.</summary>
    public required T* Result;
    public required nint ResultOuter;
    public required nint ResultMiddle;
    public required nint ResultInner;
    public required nint Outer;
    public required nint Middle;
    public required nint Inner;

    /// <summary>Elements in a row.</summary>
    public required nint Size;

    /// <summary>How many of them are rotated: the first, an even number.</summary>
    public required nint Rotary;

    public readonly void Run(Workers workers)
    {
        // Of rows without elements there may be any number.
        if (Size > 0)
        {
            var rows = Outer * Middle * Inner;
            Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * Size), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IJob.Run<TLanes, TVector>(int part, int parts)
    {
        var share = Share.Of(Outer * Middle * Inner, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var (outer, middle, inner) = (row / Inner / Middle, row / Inner % Middle, row % Inner);
            var from = X + (outer * XOuter) + (middle * XMiddle) + (inner * XInner);
            var to = Result + (outer * ResultOuter) + (middle * ResultMiddle) + (inner * ResultInner);
            var cos = Cos + (outer * CosOuter) + (middle * CosMiddle) + (inner * CosInner);
            var sin = Sin + (outer * SinOuter) + (middle * SinMiddle) + (inner * SinInner);
            if (Interleaved)
            {
                Neighbours(from, cos, sin, to);
            }
            else
            {
                Halves<TLanes, TVector>(from, cos, sin, to);
            }
            if (to != from)
            {
                Buffer.MemoryCopy(from + Rotary, to + Rotary, (Size - Rotary) * sizeof(T), (Size - Rotary) * sizeof(T));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Halves<TLanes, TVector>(T* from, TAngle* c, TAngle* s, T* to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var half = Rotary / 2;
        for (nint i = 0; i < half; i += TLanes.Width)
        {
            var count = half - i;
            var first = Elements.Load<TLanes, TVector, T>(from + i, count);
            var second = Elements.Load<TLanes, TVector, T>(from + half + i, count);
            var product = Round<TLanes, TVector>(TLanes.Multiply(second, Elements.Load<TLanes, TVector, TAngle>(s + i, count)));
            var other = Round<TLanes, TVector>(TLanes.Multiply(first, Elements.Load<TLanes, TVector, TAngle>(s + half + i, count)));
            var left = Round<TLanes, TVector>(TLanes.Multiply(first, Elements.Load<TLanes, TVector, TAngle>(c + i, count)));
            var right = Round<TLanes, TVector>(TLanes.Multiply(second, Elements.Load<TLanes, TVector, TAngle>(c + half + i, count)));
            Elements.Store<TLanes, TVector, T>(to + i, Round<TLanes, TVector>(TLanes.Subtract(left, product)), count);
            Elements.Store<TLanes, TVector, T>(to + half + i, Round<TLanes, TVector>(TLanes.Add(right, other)), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Neighbours(T* from, TAngle* c, TAngle* s, T* to)
    {
        for (nint i = 0; i + 1 < Rotary; i += 2)
        {
            var (first, second) = (Elements.Read(from + i), Elements.Read(from + i + 1));
            var left = Round(first * Elements.Read(c + i)) - Round(second * Elements.Read(s + i));
            var right = Round(second * Elements.Read(c + i + 1)) + Round(first * Elements.Read(s + i + 1));
            Elements.Write(to + i, Round(left));
            Elements.Write(to + i + 1, Round(right));
        }
    }

    // The joint dtype is bf16 only where both are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round<TLanes, TVector>(TVector value) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        typeof(T) == typeof(TAngle) ? Elements.Round<TLanes, TVector, T>(value) : value;

    private static float Round(float value) => typeof(T) == typeof(BFloat16) && typeof(TAngle) == typeof(T) ? (BFloat16)value : value;

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloats<RotaryCall<T, TAngle>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyAngle>() => KernelEntry.Of<RotaryCall<TAny, TAnyAngle>>();
}
