using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Rows of x as 8-bit integers, each with its scale (<see cref="QuantizedRow"/>).</summary>
internal unsafe struct QuantizeRowsJob<T> : IJob where T : unmanaged
{
    // Floats that are on the stack at once; longer rows of bf16 are converted twice.
    private const int Part = 4096;

    /// <summary>[<see cref="M"/>, <see cref="K"/>].</summary>
    public T* X;
    public nint XRow;
    public nint M;
    public nint K;

    /// <summary>Columns of the result, a multiple of 64.</summary>
    public nint Columns;

    /// <summary>What is added to each value.</summary>
    public byte Offset;

    /// <summary>[<see cref="M"/>, <see cref="Columns"/>].</summary>
    public byte* Values;

    /// <summary>[<see cref="M"/>].</summary>
    public float* Scales;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var floats = stackalloc float[Part + 16];
        var share = Share.Of(M, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var source = X + (row * XRow);
            var largest = 0f;
            for (nint start = 0; start < K; start += Part)
            {
                var count = Math.Min(Part, K - start);
                var found = QuantizedRow.Largest(new ReadOnlySpan<float>(Read<TLanes, TVector>(source + start, count, floats), (int)count));
                largest = float.IsNaN(largest) || largest > found ? largest : found;
            }
            var scale = QuantizedRow.ScaleOf(largest, 127);
            Scales[row] = scale;
            var target = Values + (row * Columns);
            for (nint start = 0; start < K; start += Part)
            {
                var count = Math.Min(Part, K - start);
                // A row that fits is still there.
                var read = K <= Part && typeof(T) != typeof(float) ? floats : Read<TLanes, TVector>(source + start, count, floats);
                QuantizedRow.Round(read, count, scale, target + start, Offset);
            }
            new Span<byte>(target + K, (int)(Columns - K)).Fill(Offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* Read<TLanes, TVector>(T* source, nint count, float* floats)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return (float*)source;
        }
        for (nint i = 0; i < count; i += TLanes.Width)
        {
            TLanes.Store(floats + i, Elements.Load<TLanes, TVector, T>(source + i, count - i));
        }
        return floats;
    }
}
