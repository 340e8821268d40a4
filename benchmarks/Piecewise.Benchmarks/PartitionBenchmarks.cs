using BenchmarkDotNet.Attributes;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>Planning and splitting a 28-layer decoder of 2,656 nodes at attention.</summary>
[MemoryDiagnoser]
public class PartitionBenchmarks
{
    private readonly OperatorCatalog catalog = StandardOperators.Create();
    private readonly Graph graph;
    private readonly PartitionPlan plan;

    public PartitionBenchmarks()
    {
        graph = SyntheticDecoder.Build(catalog, layers: 28);
        plan = Partitioner.Plan(graph, SplittingOps.Default);
    }

    [Benchmark]
    internal PartitionPlan Plan() => Partitioner.Plan(graph, SplittingOps.Default);

    [Benchmark]
    internal PartitionResult Split() => Splitter.Split(graph, plan, catalog);

    [Benchmark]
    internal PartitionResult PlanAndSplit() => Splitter.Split(graph, SplittingOps.Default, catalog);
}
