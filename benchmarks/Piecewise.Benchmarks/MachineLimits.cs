using System.Runtime.CompilerServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Benchmarks;

/// <summary>What kernels are measured against: memory that is only read, and multiply-adds in registers.</summary>
internal static unsafe class MachineLimits
{
    private const int Rounds = 1 << 22;

    /// <summary>Bytes per second of reading memory once.</summary>
    public static double BytesPerSecond(Workers workers, void* memory, nint bytes, Func<Action, double> seconds)
    {
        var sums = stackalloc float[64];
        return bytes / seconds(
            () => Jobs.Run(workers.Tier, workers.Team, workers.Team.Size, new Read((float*)memory, bytes / sizeof(float), sums)));
    }

    /// <summary>Multiplications and additions per second.</summary>
    public static double FlopsPerSecond(Workers workers, Func<Action, double> seconds)
    {
        var width = workers.Tier == InstructionTier.Avx512 ? 16 : workers.Tier == InstructionTier.Avx2 ? 8 : 4;
        var sums = stackalloc float[64];
        var work = 2.0 * 10 * width * Rounds * workers.Team.Size;
        return work / seconds(() => Jobs.Run(workers.Tier, workers.Team, workers.Team.Size, new Multiply(sums)));
    }

    private readonly struct Read(float* memory, nint count, float* sums) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(count / (4 * TLanes.Width), part, parts);
            TVector a = TLanes.Zero, b = a, c = a, d = a;
            for (var i = share.Start * 4 * TLanes.Width; i < share.End * 4 * TLanes.Width; i += 4 * TLanes.Width)
            {
                a = TLanes.Add(a, TLanes.Load(memory + i));
                b = TLanes.Add(b, TLanes.Load(memory + i + TLanes.Width));
                c = TLanes.Add(c, TLanes.Load(memory + i + (2 * TLanes.Width)));
                d = TLanes.Add(d, TLanes.Load(memory + i + (3 * TLanes.Width)));
            }
            sums[part] = TLanes.Sum(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)));
        }
    }

    // Ten chains hide the latency of a multiply-add on every processor that is meant.
    private readonly struct Multiply(float* sums) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var x = TLanes.Broadcast(0.999f);
            TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x;
            for (var round = 0; round < Rounds; round++)
            {
                a = TLanes.MultiplyAdd(a, x, x);
                b = TLanes.MultiplyAdd(b, x, x);
                c = TLanes.MultiplyAdd(c, x, x);
                d = TLanes.MultiplyAdd(d, x, x);
                e = TLanes.MultiplyAdd(e, x, x);
                f = TLanes.MultiplyAdd(f, x, x);
                g = TLanes.MultiplyAdd(g, x, x);
                h = TLanes.MultiplyAdd(h, x, x);
                i = TLanes.MultiplyAdd(i, x, x);
                j = TLanes.MultiplyAdd(j, x, x);
            }
            var sum = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));
            sums[part] = TLanes.Sum(TLanes.Add(sum, TLanes.Add(i, j)));
        }
    }
}
