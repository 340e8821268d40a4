using BenchmarkDotNet.Attributes;
using Piecewise.Compiler;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// 1,000 calls of a compiled program, of several sizes and in several entries: the memory diagnoser counts what they allocate on the
/// managed heap.
/// </summary>
[MemoryDiagnoser]
public class CallBenchmarks
{
    private const int Calls = 1000;

    private CompiledModel? model;
    private CompiledSession? session;
    private CallValue[] inputs = [];
    private long arena;

    /// <summary>Tokens of a call: one in each entry.</summary>
    [Params(1, 16, 128)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Start()
    {
        var lowering = new Compiler.Lower.LoweringOptions { Entries = new Compiler.Entries.EntryOptions { RangeEndpoints = [1, 32, 512] } };
        model = CompiledModel.LoadAsync(Path.Combine(Repository.Root, "samples", "jargon.pt2"), new CompileOptions { Lowering = lowering })
            .GetAwaiter().GetResult();
        session = model.StartSession();
        inputs = new CallShapes(
            model.Program.Manifest, new Dictionary<string, long> { [model.Program.Manifest.Symbols[0]] = Tokens }).Zeros();
        session.Run(inputs);
        arena = session.ArenaLength;
    }

    [GlobalCleanup]
    public void End()
    {
        Console.WriteLine($"// memory of the session: {arena} bytes after the first call, {session!.ArenaLength} after the last");
        model!.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public void Call()
    {
        for (var i = 0; i < Calls; i++)
        {
            session!.Run(inputs);
        }
    }
}
