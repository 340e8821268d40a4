using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>The managed twin of the assembled tile of convolutions of 8-bit integers: the same sums; exact.</summary>
internal static unsafe class QuadSums
{
    private const int QuadBytes = 4;

    /// <param name="call">As the tile takes it.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="vectors">Vectors of 16 positions.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector>(QuadTileCall* call, int rows, int vectors)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        // i32 of a vector.
        var (width, positions) = (TLanes.Count / 2, vectors * QuadTileForm.Positions);
        for (nint row = 0; row < rows; row++)
        {
            var sums = call->Sums + (row * positions);
            nint i = 0;
            for (; i + (4 * width) <= positions; i += 4 * width)
            {
                Four<TLanes, TVector>(call, row, rows, i * QuadBytes, sums + i);
            }
            for (; i < positions; i += width)
            {
                One<TLanes, TVector>(call, row, rows, i * QuadBytes, sums + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TLanes, TVector>(QuadTileCall* call, nint row, nint rows, nint offset, int* sums)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        TVector a = default, b = default, c = default, d = default;
        nint width = TLanes.Count / 2, bytes = width * QuadBytes;
        var weight = (sbyte*)call->Weight + (row * QuadBytes);
        for (nint tap = 0; tap < call->Taps; tap++)
        {
            var x = call->X + call->Offsets[tap] + offset;
            for (nint quad = 0; quad < call->Quads; quad++, x += call->QuadStride, weight += rows * QuadBytes)
            {
                var (even, odd) = (TLanes.Broadcast(Pair(weight[0], weight[2])), TLanes.Broadcast(Pair(weight[1], weight[3])));
                a = Add<TLanes, TVector>(x, even, odd, a);
                b = Add<TLanes, TVector>(x + bytes, even, odd, b);
                c = Add<TLanes, TVector>(x + (2 * bytes), even, odd, c);
                d = Add<TLanes, TVector>(x + (3 * bytes), even, odd, d);
            }
        }
        TLanes.Store(sums, a);
        TLanes.Store(sums + width, b);
        TLanes.Store(sums + (2 * width), c);
        TLanes.Store(sums + (3 * width), d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TLanes, TVector>(QuadTileCall* call, nint row, nint rows, nint offset, int* sums)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        TVector sum = default;
        var weight = (sbyte*)call->Weight + (row * QuadBytes);
        for (nint tap = 0; tap < call->Taps; tap++)
        {
            var x = call->X + call->Offsets[tap] + offset;
            for (nint quad = 0; quad < call->Quads; quad++, x += call->QuadStride, weight += rows * QuadBytes)
            {
                var (even, odd) = (TLanes.Broadcast(Pair(weight[0], weight[2])), TLanes.Broadcast(Pair(weight[1], weight[3])));
                sum = Add<TLanes, TVector>(x, even, odd, sum);
            }
        }
        TLanes.Store(sums, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add<TLanes, TVector>(byte* x, TVector even, TVector odd, TVector sum)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        var bytes = TLanes.LoadBytes(x);
        return TLanes.MultiplyAdd(TLanes.Odd(bytes), odd, TLanes.MultiplyAdd(TLanes.Even(bytes), even, sum));
    }

    // Two numbers of 16 bits in 32.
    private static int Pair(sbyte lower, sbyte upper) => (lower & 0xFFFF) | (upper << 16);
}
