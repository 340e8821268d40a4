using Piecewise.Compiler.Partition;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>P2 to P9 and P11 to P13 on random graphs.</summary>
public sealed class PartitionProperties
{
    private const int Count = 250;

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["attention"] = new() { Seed = 10_000, SplittingOperators = ["silly::attention"] },
        ["several ops"] = new()
        {
            Seed = 20_000,
            SplittingOperators = ["aten::tanh", "aten::relu", "aten::mul.Tensor", "silly::attention"],
            Steps = 30
        },
        ["tuples"] = new()
        {
            Seed = 30_000,
            SplittingOperators = ["aten::split.Tensor", "aten::topk", "aten::max.dim", "aten::unbind"],
            Steps = 30
        },
        ["sizes"] = new()
        {
            Seed = 40_000,
            SplittingOperators = ["aten::sum", "aten::reshape", "aten::full", "aten::add"],
            SizeInput = true,
            Symbols = 3
        },
        ["views"] = new()
        {
            Seed = 50_000,
            SplittingOperators = ["aten::view", "aten::slice", "aten::transpose", "silly::attention"],
            Steps = 30
        },
        ["in place"] = new()
        {
            Seed = 60_000,
            SplittingOperators = ["silly::attention", "aten::relu_", "aten::mul"],
            InPlace = true,
            Steps = 40
        },
        ["in place on inputs"] = new()
        {
            Seed = 70_000,
            SplittingOperators = ["silly::attention", "aten::add_", "aten::split"],
            InPlace = true,
            MutateInputs = true
        },
        ["static"] = new() { Seed = 80_000, SplittingOperators = ["aten::add.Tensor", "aten::empty_like"], Symbols = 0 },
        ["nothing to split"] = new() { Seed = 90_000, Steps = 8 },
    };

    public static TheoryData<string> Kinds => new(Options.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_split_is_right(string kind)
    {
        var options = Options[kind];
        var splitting = new SplittingOps(options.SplittingOperators);
        for (var seed = options.Seed; seed < options.Seed + Count; seed++)
        {
            var graph = RandomGraphs.Create(options with { Seed = seed }, TestOperators.Catalog);
            try
            {
                if (seed % 10 == 0)
                {
                    SplitCheck.Run(graph, splitting, TestOperators.Catalog);
                }
                else
                {
                    // Reading the texts back takes most of the time, and has tests of its own.
                    var result = Splitter.Split(graph, splitting, TestOperators.Catalog);
                    SplitCheck.Structure(graph, splitting, result);
                    SplitCheck.Execution(graph, result);
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{options with { Seed = seed }} fails: {e.Message}\n{graph}", e);
            }
        }
    }
}
