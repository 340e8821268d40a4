using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>What <see cref="ResampleCall{T}"/> does. Parts take planes of their own.</summary>
internal unsafe struct ResampleJob<T> : IJob where T : unmanaged
{
    private const int Taps = ResampleCall<T>.MostTaps;

    public ResampleCall<T> Call;

    /// <summary>[depth + height + width positions, <see cref="Taps"/>]: elements of the dim; -1 ends them.</summary>
    public nint* Places;

    /// <summary>Their weights.</summary>
    public float* Weights;
    public byte* PartMemory;
    public nint PartBytes;

    /// <summary>Floats of each of a part's two buffers.</summary>
    public nint PartFloats;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var (depth, height, width) = (Call.Tensors.Positions[0], Call.Tensors.Positions[1], Call.Tensors.Positions[2]);
        var a = (float*)(PartMemory + (part * PartBytes));
        var b = a + PartFloats;
        var share = Share.Of(Call.Tensors.Count, part, parts);
        for (var plane = share.Start; plane < share.End; plane++)
        {
            Columns<TLanes, TVector>(Call.Tensors.Plane(plane), b, a);
            // [depth of x, height of x, width] to [depth of x, height, width].
            for (nint layer = 0; layer < Call.Tensors.Sizes[0]; layer++)
            {
                Rows<TLanes, TVector>(a + (layer * Call.Tensors.Sizes[1] * width), width, depth, height, b + (layer * height * width));
            }
            // A layer is a row of the depth.
            Rows<TLanes, TVector>(b, height * width, 0, depth, a);
            Store<TLanes, TVector>(a, Call.Tensors.ResultPlane(plane));
        }
    }

    // Each row as floats, then at its new width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Columns<TLanes, TVector>(T* x, float* row, float* to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var width = Call.Tensors.Positions[2];
        var first = (Call.Tensors.Positions[0] + Call.Tensors.Positions[1]) * Taps;
        for (nint layer = 0; layer < Call.Tensors.Sizes[0]; layer++)
        {
            for (nint line = 0; line < Call.Tensors.Sizes[1]; line++, to += width)
            {
                FloatMatrix.Widen<TLanes, TVector, T>(
                    x + (layer * Call.Tensors.XStrides[0]) + (line * Call.Tensors.XStrides[1]), 0, Call.Tensors.XStrides[2], 1,
                    Call.Tensors.Sizes[2], row, 0);
                for (nint i = 0; i < width; i++)
                {
                    var places = Places + first + (i * Taps);
                    var weights = Weights + first + (i * Taps);
                    var sum = row[places[0]] * weights[0];
                    for (nint tap = 1; tap < Taps && places[tap] >= 0; tap++)
                    {
                        sum += row[places[tap]] * weights[tap];
                    }
                    to[i] = sum;
                }
            }
        }
    }

    // Rows of `length` elements: each of `count` new ones is a sum of old ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows<TLanes, TVector>(float* from, nint length, nint firstPosition, nint count, float* to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint row = 0; row < count; row++, to += length)
        {
            var places = Places + ((firstPosition + row) * Taps);
            var weights = Weights + ((firstPosition + row) * Taps);
            for (nint i = 0; i < length; i += TLanes.Width)
            {
                var left = length - i;
                var sum = TLanes.Multiply(
                    Elements.Load<TLanes, TVector, float>(from + (places[0] * length) + i, left), TLanes.Broadcast(weights[0]));
                for (nint tap = 1; tap < Taps && places[tap] >= 0; tap++)
                {
                    sum = TLanes.Add(sum, TLanes.Multiply(
                        Elements.Load<TLanes, TVector, float>(from + (places[tap] * length) + i, left), TLanes.Broadcast(weights[tap])));
                }
                Elements.Store<TLanes, TVector, float>(to + i, sum, left);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Store<TLanes, TVector>(float* from, T* result)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var width = Call.Tensors.Positions[2];
        for (nint d = 0; d < Call.Tensors.Positions[0]; d++)
        {
            for (nint h = 0; h < Call.Tensors.Positions[1]; h++, from += width)
            {
                var to = result + (d * Call.Tensors.ResultStrides[0]) + (h * Call.Tensors.ResultStrides[1]);
                nint i = 0;
                for (; Call.Tensors.ResultStrides[2] == 1 && i < width; i += TLanes.Width)
                {
                    Elements.Store<TLanes, TVector, T>(to + i, Elements.Load<TLanes, TVector, float>(from + i, width - i), width - i);
                }
                for (; i < width; i++)
                {
                    Elements.Write(to + (i * Call.Tensors.ResultStrides[2]), from[i]);
                }
            }
        }
    }
}
