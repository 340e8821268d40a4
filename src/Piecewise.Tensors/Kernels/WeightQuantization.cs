using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>A weight's rows in a format of fewer bits, as <see cref="QuantizedLayout"/> lays them out. The same bits on every
/// machine.</summary>
internal static unsafe class WeightQuantization
{
    /// <param name="workers">Who computes.</param>
    /// <param name="weight">[n, k], f32 or bf16, whose columns are neighbours.</param>
    /// <param name="stride">Distance of two rows, in elements.</param>
    /// <param name="layout">Of the result.</param>
    /// <param name="result"><see cref="QuantizedLayout.Bytes"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(Workers workers, T* weight, nint stride, QuantizedLayout layout, byte* result) where T : unmanaged
    {
        var parts = workers.Parts(layout.N, (long)layout.N * layout.K);
        var bytes = checked((layout.Columns * (sizeof(float) + sizeof(sbyte))) + 64);
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<T>
        {
            Weight = weight,
            Stride = stride,
            Layout = layout,
            Result = result,
            Scratch = (byte*)Scratch.Of(workers, checked(parts * bytes)),
            ScratchBytes = bytes,
        });
    }

    private struct Job<T> : IJob where T : unmanaged
    {
        public T* Weight;
        public nint Stride;
        public QuantizedLayout Layout;
        public byte* Result;
        public byte* Scratch;
        public nint ScratchBytes;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Layout.N, part, parts);
            var floats = (float*)(Scratch + (part * ScratchBytes));
            var integers = (sbyte*)(floats + Layout.Columns);
            new Span<float>(floats, (int)Layout.Columns).Clear();
            var scales = (float*)(Result + Layout.Scales);
            var corrections = (int*)(Result + Layout.Corrections);
            for (var row = share.Start; row < share.End; row++)
            {
                Read<TLanes, TVector>(Weight + (row * Stride), floats);
                var target = Result + (row * Layout.RowBytes);
                var scale = QuantizedRow.ScaleOf(QuantizedRow.Largest(new ReadOnlySpan<float>(floats, (int)Layout.K)), 127);
                if (Layout.Format == WeightFormat.Int8)
                {
                    QuantizedRow.Round(floats, Layout.Columns, scale, target, 0);
                    integers = (sbyte*)target;
                }
                else
                {
                    FourBitRow.Encode<TLanes, TVector>(floats, Layout.Columns, scale, target);
                    FourBitLevels.Expand<TVector>(target, Layout, 1, integers);
                }
                scales[row] = scale;
                corrections[row] = QuantizedLayout.Offset * Sum(integers, Layout.Columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Read<TLanes, TVector>(T* source, float* target)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            for (nint i = 0; i < Layout.K; i += TLanes.Width)
            {
                TLanes.Store(target + i, Elements.Load<TLanes, TVector, T>(source + i, Layout.K - i));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static int Sum(sbyte* integers, nint count)
        {
            var sum = 0;
            for (nint i = 0; i < count; i++)
            {
                sum += integers[i];
            }
            return sum;
        }
    }
}
