using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Explain;

/// <summary>What kernels are measured against: memory that is only read, and multiply-adds in registers.</summary>
/// <param name="Threads">How many compute.</param>
/// <param name="BytesPerSecond">Of memory that is read once.</param>
/// <param name="FlopsPerSecond">Multiplications and additions in f32; products in bf16 and in 8 bits can pass that.</param>
internal sealed unsafe record MachineLimits(int Threads, double BytesPerSecond, double FlopsPerSecond)
{
    private const int ReadBytes = 512 << 20;
    private const int Repetitions = 7;
    private const int Rounds = 1 << 22;
    private const int Chains = 10;
    private const int FloatsAhead = 256;

    /// <summary>Measures this machine: takes some tenths of a second, and 512 MiB.</summary>
    public static MachineLimits Measure(Workers workers)
    {
        var memory = NativeMemory.AlignedAlloc(ReadBytes, Storage.Alignment);
        try
        {
            new Span<float>(memory, ReadBytes / sizeof(float)).Fill(1);
            return new MachineLimits(
                workers.Team.Size, ReadingSpeed(workers, memory, ReadBytes, Best), MultiplyingSpeed(workers, Best));
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>A time's part of what would be the shortest: 1 where either memory or the registers give no more.</summary>
    public double ShareOf(Work perSecond) => Math.Max(perSecond.Bytes / BytesPerSecond, perSecond.Operations / FlopsPerSecond);

    /// <summary>Bytes per second of reading memory once.</summary>
    public static double ReadingSpeed(Workers workers, void* memory, nint bytes, Func<Action, double> seconds)
    {
        var sums = stackalloc float[64];
        return bytes / seconds(
            () => Jobs.Run(workers.Tier, workers.Team, workers.Team.Size, new Read((float*)memory, bytes / sizeof(float), sums)));
    }

    /// <summary>Multiplications and additions per second.</summary>
    public static double MultiplyingSpeed(Workers workers, Func<Action, double> seconds)
    {
        var sums = stackalloc float[64];
        var widths = stackalloc int[64];
        var time = seconds(() => Jobs.Run(workers.Tier, workers.Team, workers.Team.Size, new Multiply(sums, widths)));
        return 2.0 * Chains * widths[0] * Rounds * workers.Team.Size / time;
    }

    // A limit is what the machine could do once.
    private static double Best(Action run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < Repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private readonly struct Read(float* memory, nint count, float* sums) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            // Four streams far from each other, each fetched ahead: one alone does not reach what memory gives.
            var share = Share.Of(count / (4 * TLanes.Width), part, parts);
            var distance = (share.End - share.Start) * TLanes.Width;
            var first = memory + (share.Start * 4 * TLanes.Width);
            TVector a = TLanes.Zero, b = a, c = a, d = a;
            for (nint i = 0; i < distance; i += TLanes.Width)
            {
                var place = first + i;
                a = TLanes.Add(a, Next<TLanes, TVector>(place));
                b = TLanes.Add(b, Next<TLanes, TVector>(place + distance));
                c = TLanes.Add(c, Next<TLanes, TVector>(place + (2 * distance)));
                d = TLanes.Add(d, Next<TLanes, TVector>(place + (3 * distance)));
            }
            sums[part] = TLanes.Sum(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Next<TLanes, TVector>(float* place) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(place + FloatsAhead);
            }
            return TLanes.Load(place);
        }
    }

    // Ten chains hide the latency of a multiply-add on every processor that is meant.
    private readonly struct Multiply(float* sums, int* widths) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            widths[part] = TLanes.Width;
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
