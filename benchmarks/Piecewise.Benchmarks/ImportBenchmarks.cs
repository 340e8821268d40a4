using BenchmarkDotNet.Attributes;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>Reading a 32-layer program: its record alone, and the whole archive, of which no weight is touched.</summary>
[MemoryDiagnoser]
public class ImportBenchmarks
{
    private readonly OperatorCatalog catalog = StandardOperators.Create();
    private readonly byte[] json;
    private readonly string path = Path.Combine(Path.GetTempPath(), $"piecewise-{Guid.NewGuid():N}.pt2");

    public ImportBenchmarks() => json = ProgramJson.Write(SyntheticDecoder.Build(catalog, layers: 32));

    [GlobalSetup(Target = nameof(LoadArchive))]
    public void WriteArchive() => DecoderArchive.Write(path, catalog, layers: 32);

    [GlobalCleanup(Target = nameof(LoadArchive))]
    public void DeleteArchive() => File.Delete(path);

    /// <summary>Megabytes per second follow from <c>ProgramJson</c>'s length, which <c>resident</c> prints.</summary>
    [Benchmark]
    internal ExportedProgramData? ParseProgram() =>
        ExportedProgramReader.Read(json, "program", new ProblemList("model.json"), new StringPool());

    [Benchmark]
    public int LoadArchive()
    {
        using var program = ProgramImporter.LoadOwned(path, catalog).Lend();
        return program.Graph.Count;
    }
}
