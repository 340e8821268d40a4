using BenchmarkDotNet.Attributes;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>The middle end over a Qwen3-0.6B-shaped decoder, three entries: (1, 1) (2, 32) (33, 4096).</summary>
[MemoryDiagnoser]
public class MiddleEndBenchmarks
{
    private readonly OperatorCatalog catalog = StandardOperators.Create();
    private PartitionResult partition = null!;
    private ReplacementCache warm = null!;

    [Params(2, 28)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Split()
    {
        partition = Splitter.Split(SyntheticDecoder.Build(catalog, Layers), SplittingOps.Default, catalog);
        warm = new ReplacementCache(catalog);
        Lower(warm);
    }

    /// <summary>All passes, all unique pieces, all entries, and the stitch graphs; every traced implementation is there.</summary>
    [Benchmark]
    internal LoweredProgram Warm_cache() => Lower(warm);

    /// <summary>The same, each implementation traced anew.</summary>
    [Benchmark]
    internal LoweredProgram Empty_cache() => Lower(new ReplacementCache(catalog));

    private LoweredProgram Lower(ReplacementCache cache) => Lower(partition, catalog, cache);

    internal static LoweredProgram Lower(PartitionResult partition, OperatorCatalog catalog, ReplacementCache cache) => ProgramLowerer.Run(
        partition, new DynamicSize("s0", new SizeRange(1, 4096)), catalog,
        new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [1, 32] }, Replacements = cache });
}
