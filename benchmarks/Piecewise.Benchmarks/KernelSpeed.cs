using System.Diagnostics;
using System.Runtime.InteropServices;
using Piecewise.Compiler.Explain;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Benchmarks;

/// <summary>Medians of warm runs of the kernels that generated code calls, beside what this machine can do at most.</summary>
internal static unsafe class KernelSpeed
{
    private const int Alignment = 64;

    /// <summary>Prints one line per kernel, tier and number of threads.</summary>
    public static int Report(TextWriter output)
    {
        foreach (var threads in new[] { 1, 2 })
        {
            using var team = new PinnedPair(threads);
            foreach (var tier in InstructionTier.Supported.Reverse())
            {
                Report(output, new Workers(tier, team), threads);
            }
        }
        return 0;
    }

    private static void Report(TextWriter output, Workers workers, int threads)
    {
        const int bytes = 512 << 20;
        var memory = Allocate<byte>(bytes);
        output.WriteLine(
            $"{threads} {workers.Tier,-8} limit: reading {MachineLimits.ReadingSpeed(workers, memory, bytes, Median) / 1e9:f1} GB/s, "
            + $"multiply-adds {MachineLimits.MultiplyingSpeed(workers, Median) / 1e9:f1} GFLOP/s");
        Free(memory);
        foreach (var (m, n, k) in new[] { (512, 3072, 1024), (2048, 2048, 2048) })
        {
            Product<float>(output, workers, threads, m, n, k, "f32");
            Product<BFloat16>(output, workers, threads, m, n, k, "bf16");
        }
        foreach (var (m, n, k) in new[] { (1, 3072, 1024), (8, 3072, 1024), (16, 3072, 1024), (32, 3072, 1024), (128, 3072, 1024),
            (512, 3072, 1024), (512, 1024, 3072), (1, 151936, 1024) })
        {
            Linear<float>(output, workers, threads, m, n, k, "f32");
            Linear<BFloat16>(output, workers, threads, m, n, k, "bf16");
            QuantizedLinear(output, workers, threads, m, n, k, WeightFormat.Int8);
            QuantizedLinear(output, workers, threads, m, n, k, WeightFormat.Int4);
        }
        foreach (var (queries, keys) in new[] { (1, 4096), (1, 32768), (512, 512), (2048, 2048) })
        {
            foreach (var paged in new[] { false, true })
            {
                Attention<float>(output, workers, threads, queries, keys, paged, "f32");
                Attention<BFloat16>(output, workers, threads, queries, keys, paged, "bf16");
            }
        }
    }

    private static void Product<T>(TextWriter output, Workers workers, int threads, int m, int n, int k, string dtype) where T : unmanaged
    {
        T* x = Allocate<T>((nint)m * k), weight = Allocate<T>((nint)n * k), y = Allocate<T>((nint)m * n);
        var scratch = Allocate<byte>(PackedProduct.ScratchBytes(workers, m, k));
        var flops = 2.0 * m * n * k;
        var time = Median(() => PackedProduct.Run(workers, x, k, 1, m, weight, k, 1, n, k, default(Plain), y, n, scratch));
        output.WriteLine($"{threads} {workers.Tier,-8} panels {m}x{k}x{n} {dtype}: {flops / time / 1e9:f1} GFLOP/s");
        Free(x, weight, y, scratch);
    }

    private static void Linear<T>(TextWriter output, Workers workers, int threads, int m, int n, int k, string dtype) where T : unmanaged
    {
        // Several copies, so that no weight stays in a cache between two runs.
        var bytes = (double)n * k * sizeof(T);
        var copies = (int)Math.Max(1, (256 << 20) / bytes);
        T* x = Allocate<T>((nint)m * k), weight = Allocate<T>((nint)copies * n * k), y = Allocate<T>((nint)m * n);
        var turn = 0;
        var time = Median(() => new LinearCall<T>
        {
            X = x,
            XRow = k,
            Weight = weight + ((nint)(turn++ % copies) * n * k),
            WeightRow = k,
            Bias = null,
            Result = y,
            ResultRow = n,
            M = m,
            N = n,
            K = k,
        }.Run(workers));
        output.WriteLine(
            $"{threads} {workers.Tier,-8} linear {m}x{k}x{n} {dtype}: {time * 1e6:f0} us, {bytes / time / 1e9:f1} GB/s, "
            + $"{2.0 * m * n * k / time / 1e9:f1} GFLOP/s");
        Free(x, weight, y);
    }

    private static void QuantizedLinear(TextWriter output, Workers workers, int threads, int m, int n, int k, WeightFormat format)
    {
        var layout = new QuantizedLayout(format, n, k);
        var copies = (int)Math.Max(1, (256 << 20) / layout.Bytes);
        BFloat16* x = Allocate<BFloat16>((nint)m * k), weight = Allocate<BFloat16>((nint)n * k), y = Allocate<BFloat16>((nint)m * n);
        var packed = Allocate<byte>(copies * layout.Bytes);
        var start = Stopwatch.GetTimestamp();
        WeightQuantization.Run(workers, weight, k, layout, packed);
        var once = Stopwatch.GetElapsedTime(start);
        for (var i = 1; i < copies; i++)
        {
            Buffer.MemoryCopy(packed, packed + (i * layout.Bytes), layout.Bytes, layout.Bytes);
        }
        var turn = 0;
        var time = Median(() => new QuantizedLinearCall<BFloat16>
        {
            X = x,
            XRow = k,
            Weight = packed + (turn++ % copies * layout.Bytes),
            Bias = null,
            Result = y,
            ResultRow = n,
            M = m,
            N = n,
            K = k,
            Format = format,
        }.Run(workers));
        output.WriteLine(
            $"{threads} {workers.Tier,-8} linear {m}x{k}x{n} {format}: {time * 1e6:f0} us, {layout.Bytes / time / 1e9:f1} GB/s, "
            + $"{2.0 * m * n * k / time / 1e9:f1} GFLOP/s; {(double)n * k / once.TotalSeconds / 1e6:f0} million weights quantized a "
            + "second");
        Free(x, weight, y);
        Free(packed);
    }

    // 16 heads of queries, 8 of keys, 128 elements each; the last token sees all keys. Pages are those of a cache.
    private static void Attention<T>(TextWriter output, Workers workers, int threads, int queries, int keys, bool paged, string dtype)
        where T : unmanaged
    {
        const int heads = 16, keyHeads = 8, size = 128;
        var kept = keys * keyHeads * size;
        T* q = Allocate<T>(queries * heads * size), k = Allocate<T>((paged ? 2 : 1) * kept), v = Allocate<T>(kept);
        var y = Allocate<T>(queries * heads * size);
        var slabs = Allocate<nint>(AttentionPages.MostSlabs);
        var blocks = Allocate<int>(keys / AttentionPages.Tokens);
        for (var i = 0; i < keys / AttentionPages.Tokens; i++)
        {
            blocks[i] = i;
        }
        slabs[0] = (nint)k;
        var sequence = Allocate<AttentionSequence>(1);
        *sequence = new AttentionSequence { Queries = queries, Keys = keys, Start = keys - queries, Blocks = (nint)blocks };
        var time = Median(() => new AttentionCall
        {
            Sequences = paged ? sequence : null,
            SequenceCount = paged ? 1 : 0,
            Pages = paged ? new AttentionPages((nint)slabs, 1 << 20) : default,
            Query = Operand(q, heads, size),
            Key = Operand(k, keyHeads, size),
            Value = Operand(v, keyHeads, size),
            Result = Operand(y, heads, size),
            Batch = 1,
            Heads = heads,
            KeyHeads = keyHeads,
            Queries = queries,
            Keys = keys,
            Size = size,
            ValueSize = size,
            Rules = new AttentionRules(0.1) { IsCausal = queries > 1 },
        }.Run(workers));
        var flops = 4.0 * heads * size * (queries > 1 ? queries * (queries + 1.0) / 2 : keys);
        var bytes = 2.0 * keys * keyHeads * size * sizeof(T);
        output.WriteLine(
            $"{threads} {workers.Tier,-8} {(paged ? "cached " : "")}attention {queries} to {keys} {dtype}: {time * 1e6:f0} us, "
            + $"{bytes / time / 1e9:f1} GB/s, {flops / time / 1e9:f1} GFLOP/s");
        Free(q, k, v, y);
        Free(slabs, blocks, sequence);
    }

    private static AttentionOperand Operand<T>(T* first, nint heads, nint size) where T : unmanaged => new()
    {
        First = first,
        DType = Tensor.DTypeOf<T>(),
        Strides = new HeadStrides { Head = size, Token = heads * size, Element = 1 },
    };

    private static double Median(Action run)
    {
        var times = new List<double>();
        var whole = Stopwatch.StartNew();
        for (var i = 0; times.Count < 5 || whole.Elapsed.TotalSeconds < 0.6; i++)
        {
            var watch = Stopwatch.StartNew();
            run();
            if (i >= 2)
            {
                times.Add(watch.Elapsed.TotalSeconds);
            }
        }
        times.Sort();
        return times[times.Count / 2];
    }

    private static T* Allocate<T>(nint count) where T : unmanaged
    {
        var result = (T*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(T)), Alignment);
        new Span<byte>(result, (int)Math.Min(count * sizeof(T), int.MaxValue)).Fill(0x3C);
        return result;
    }

    private static void Free(params void*[] memory)
    {
        foreach (var block in memory)
        {
            NativeMemory.AlignedFree(block);
        }
    }
}
