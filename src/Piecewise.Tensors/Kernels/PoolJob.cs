using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A pool: what vectors of positions meet, element by element of the window. Parts take planes of their own, which they lay out themselves;
/// positions are counted as in <see cref="FilterJob{T}"/>.
/// </summary>
internal unsafe struct PoolJob<T> : IJob where T : unmanaged
{
    public PoolCall<T> Call;

    /// <summary>The dims with the whole window.</summary>
    public ConvolutionDim Depth;
    public ConvolutionDim Height;
    public ConvolutionDim Width;

    /// <summary>The dims without the part of the window that meets nothing.</summary>
    public PaddedPlanes Padded;
    public nint Taps;

    /// <summary>[<see cref="Taps"/>]: where in a padded plane the first position meets each.</summary>
    public nint* Offsets;
    public byte* PartMemory;
    public nint PartBytes;

    /// <summary>Bytes of a part: a padded plane, what its positions meet, and by how much a row of means is divided.</summary>
    public static nint BytesOfPart(PaddedPlanes padded) =>
        checked(((padded.ChannelStride + padded.PlaneElements + padded.RowStride) + (3 * PaddedPlanes.Slack)) * sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var plane = (float*)(PartMemory + (part * PartBytes));
        var met = plane + Padded.ChannelStride + PaddedPlanes.Slack;
        var counts = met + Padded.PlaneElements + PaddedPlanes.Slack;
        for (nint i = 0; i < Width.Positions; i++)
        {
            counts[i] = Count(Width, i);
        }
        var runs = Padded.Runs(Depth.Positions, Height.Positions, Width.Positions);
        var share = Share.Of(Call.Tensors.Count, part, parts);
        for (var i = share.Start; i < share.End; i++)
        {
            Padded.Fill<TLanes, TVector, T>(Call.Tensors.Plane(i), Call.Tensors.XStrides, plane, isNew: i == share.Start);
            for (nint run = 0; run < runs.Count; run++)
            {
                var offset = runs.Offset(run);
                if (Call.IsMean)
                {
                    Add<TLanes, TVector>(plane + offset, runs.Length, met + offset);
                }
                else
                {
                    Largest<TLanes, TVector>(plane + offset, runs.Length, met + offset);
                }
            }
            Store<TLanes, TVector>(met, counts, Call.Tensors.ResultPlane(i));
        }
    }

    // By how many elements of one dim a sum is divided.
    private readonly float Count(ConvolutionDim dim, nint position) =>
        Call.Divisor != 0 ? 1 : dim.Window.Covered(position, Call.CountsPadding);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Largest<TLanes, TVector>(float* x, nint count, float* result)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        nint width = TLanes.Width;
        for (nint i = 0; i < count; i += 2 * width)
        {
            var from = x + i + Offsets[0];
            TVector a = TLanes.Load(from), b = TLanes.Load(from + width);
            for (nint tap = 1; tap < Taps; tap++)
            {
                from = x + i + Offsets[tap];
                a = TLanes.Maximum(a, TLanes.Load(from));
                b = TLanes.Maximum(b, TLanes.Load(from + width));
            }
            TLanes.Store(result + i, a);
            TLanes.Store(result + i + width, b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Add<TLanes, TVector>(float* x, nint count, float* result)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        nint width = TLanes.Width;
        for (nint i = 0; i < count; i += 2 * width)
        {
            TVector a = TLanes.Zero, aRest = TLanes.Zero, b = TLanes.Zero, bRest = TLanes.Zero;
            for (nint tap = 0; tap < Taps; tap++)
            {
                var from = x + i + Offsets[tap];
                Add<TLanes, TVector>(ref a, ref aRest, TLanes.Load(from));
                Add<TLanes, TVector>(ref b, ref bRest, TLanes.Load(from + width));
            }
            TLanes.Store(result + i, Sum<TLanes, TVector>(a, aRest));
            TLanes.Store(result + i + width, Sum<TLanes, TVector>(b, bRest));
        }
    }

    // A sum and what its rounding lost (D. Knuth, The Art of Computer Programming 2, 4.2.2): as exact as one in f64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes, TVector>(ref TVector sum, ref TVector rest, TVector x)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var next = TLanes.Add(sum, x);
        var added = TLanes.Subtract(next, sum);
        rest = TLanes.Add(rest, TLanes.Add(TLanes.Subtract(sum, TLanes.Subtract(next, added)), TLanes.Subtract(x, added)));
        sum = next;
    }

    // What infinities lose is no number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum<TLanes, TVector>(TVector sum, TVector rest)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        TLanes.WhereLess(TLanes.Abs(sum), TLanes.Broadcast(float.PositiveInfinity), TLanes.Add(sum, rest), sum);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Store<TLanes, TVector>(float* met, float* counts, T* result)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint d = 0; d < Depth.Positions; d++)
        {
            for (nint h = 0; h < Height.Positions; h++)
            {
                var from = met + (d * Padded.LayerStride) + (h * Padded.RowStride);
                var to = result + (d * Call.Tensors.ResultStrides[0]) + (h * Call.Tensors.ResultStrides[1]);
                var divisor = Call.Divisor != 0 ? Call.Divisor : Count(Depth, d) * Count(Height, h);
                nint i = 0;
                for (; Call.Tensors.ResultStrides[2] == 1 && i < Width.Positions; i += TLanes.Width)
                {
                    var value = TLanes.Load(from + i);
                    Elements.Store<TLanes, TVector, T>(to + i, !Call.IsMean ? value
                        : TLanes.Divide(value, TLanes.Multiply(TLanes.Broadcast(divisor), TLanes.Load(counts + i))),
                        Width.Positions - i);
                }
                for (; i < Width.Positions; i++)
                {
                    Elements.Write(to + (i * Call.Tensors.ResultStrides[2]), Call.IsMean ? from[i] / (divisor * counts[i]) : from[i]);
                }
            }
        }
    }
}
