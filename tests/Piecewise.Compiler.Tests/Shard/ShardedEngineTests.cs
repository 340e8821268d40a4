using Piecewise.Compiler.Shard;
using Piecewise.Llm;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Shard;

/// <summary>An engine whose model several ranks share: the first one schedules, the others follow.</summary>
public sealed class ShardedEngineTests
{
    private static readonly int[][] Prompts = [[3, 1, 4, 1, 5, 9, 2], [6], [5, 3], [.. Enumerable.Range(1, 70).Select(i => i % 11)]];
    private static readonly GenerationOptions Options = new() { MaxTokens = 12, IgnoreEnd = true };

    [Theory]
    [InlineData("llama.flat", 2)]
    [InlineData("qwen2_moe.flat", 2)]
    [InlineData("llama.flat", 4)]
    public void Texts_are_those_of_one_rank(string name, int world)
    {
        int[][] expected;
        using (var program = Load(name, null))
        {
            expected = Generate(program);
        }
        var results = new SimulatedRanks(world, TimeSpan.FromMinutes(5)).Run((rank, interpreter, _) =>
        {
            using var program = Load(name, TensorParallel.Of(interpreter.Service<ICollectiveHost>()!) with { LeastBytes = 0 });
            Assert.NotEmpty(program.Sharding!.Shards);
            if (rank == 0)
            {
                return Generate(program);
            }
            using var model = new LanguageModel(new CompiledModel(program, RunMode.Compiled, isOwned: false, []));
            Assert.Contains("the first one has the engine", Assert.Throws<ArgumentException>(() => new Engine(model)).Message,
                StringComparison.Ordinal);
            EngineFollower.Run(model);
            return Array.Empty<int[]>();
        }, r => r);
        Assert.Equal(expected, results[0]);
    }

    [Fact]
    public void Who_is_alone_follows_nobody()
    {
        using var program = Load("llama.flat", null);
        using var model = new LanguageModel(new CompiledModel(program, RunMode.Interpret, isOwned: false, []));
        Assert.Throws<InvalidOperationException>(() => EngineFollower.Run(model));
    }

    // Few tokens a call, so that prompts are cut and mixed; few blocks, so that texts have to wait.
    private static int[][] Generate(PreparedProgram program)
    {
        using var model = new LanguageModel(new CompiledModel(program, RunMode.Compiled, isOwned: false, []));
        var engine = new Engine(model, new EngineOptions { MaxBatchTokens = 24 });
        try
        {
            var together = Prompts.Select(p => engine.Generate(p, Options)).ToArray();
            return [.. together.Select(t => t.ToBlockingEnumerable().Select(k => k.Id).OfType<int>().ToArray())];
        }
        finally
        {
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static PreparedProgram Load(string name, TensorParallel? ranks) => PreparedProgram.Load(
        Path.Combine(Import.Corpus.Fixtures, "models", $"{name}.pt2"), new CompileOptions { ChoosesRows = true, TensorParallel = ranks });
}
