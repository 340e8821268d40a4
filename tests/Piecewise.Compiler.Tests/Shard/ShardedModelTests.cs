using System.Collections.Immutable;
using Piecewise.Compiler.Shard;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Shard;

/// <summary>Exported models on several ranks of one process, against PyTorch's outputs (D4).</summary>
public sealed class ShardedModelTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    // See RecordedProgramTests.
    private static readonly string[] Misrecorded = ["deepseek_v3.bs.pt2"];

    public static TheoryData<string> Models() =>
    [
        .. ((IEnumerable<object[]>)Import.Corpus.Recorded()).Select(r => (string)r[0])
            .Where(p => Path.GetFileName(Path.GetDirectoryName(p)) == "models" && !Misrecorded.Contains(Path.GetFileName(p)))
            .DistinctBy(Path.GetFileName),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Ranks_give_what_one_rank_gives(string path)
    {
        // What is compiled is the same graph for each number of ranks.
        foreach (var (world, mode) in new[] { (2, RunMode.Compiled), (4, RunMode.Interpret) })
        {
            var results = new SimulatedRanks(world, TimeSpan.FromMinutes(5)).Run(
                (_, interpreter, _) => Verify(path, mode, interpreter.Service<ICollectiveHost>()!), r => r);
            Assert.All(results, r => Assert.All(r, c => Assert.True(c.Ok, $"{world} ranks, {mode}: {c.Case}: {c.Problem}")));
        }
    }

    private static ImmutableArray<VerifiedCase> Verify(string path, RunMode mode, ICollectiveHost host)
    {
        var options = new CompileOptions { Catalog = Catalog, TensorParallel = TensorParallel.Of(host) with { LeastBytes = 0 } };
        using var program = PreparedProgram.Load(path, options);
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        using var session = program.StartSession(
            mode, new SessionOptions { Seed = 0, Workers = program.Workers with { Team = SingleThread.Team } });
        return ProgramVerifier.Run(program.Program, session, recorded);
    }
}
