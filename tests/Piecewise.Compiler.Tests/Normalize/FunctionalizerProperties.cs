using Piecewise.Compiler.Normalize;
using Piecewise.Graphs;
using Piecewise.Tensors.Reference;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Normalize;

/// <summary>
/// Rule F3 on random graphs with views and writes: the functional graph computes the same bits and changes the same inputs.
/// </summary>
public sealed class FunctionalizerProperties
{
    private const int Count = 1000;

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["in place"] = new() { Seed = 100_000, InPlace = true, Steps = 30 },
        ["in place on inputs"] = new() { Seed = 200_000, InPlace = true, MutateInputs = true },
        ["long"] = new() { Seed = 300_000, InPlace = true, MutateInputs = true, Steps = 60, Symbols = 3, SizeInput = true },
        ["static"] = new() { Seed = 400_000, InPlace = true, MutateInputs = true, Symbols = 0, Steps = 40 },
        ["storage"] = new() { Seed = 600_000, InPlace = true, MutateInputs = true, Storage = true, Symbols = 0, Steps = 30 },
        ["storage of symbolic sizes"] = new() { Seed = 700_000, InPlace = true, MutateInputs = true, Storage = true, Steps = 30 },
        ["with a writing operator"] = new() { Seed = 500_000, InPlace = true, SplittingOperators = [SillyAttention.QualifiedName] },
    };

    public static TheoryData<string> Kinds => new(Options.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void F3_The_functional_graph_computes_the_same_bits(string kind)
    {
        for (var seed = Options[kind].Seed; seed < Options[kind].Seed + Count; seed++)
        {
            var options = Options[kind] with { Seed = seed };
            var graph = RandomGraphs.Create(options, TestOperators.Catalog);
            try
            {
                Check(graph, seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{options}: {e.Message}\n{GraphPrinter.Print(graph)}", e);
            }
        }
    }

    private static void Check(Graph graph, int seed)
    {
        var before = GraphPrinter.Print(graph);
        var functional = Functionalizer.Run(graph, TestOperators.Catalog);
        DeadCode.Remove(functional);
        Assert.Equal(before, GraphPrinter.Print(graph));
        GraphVerifier.VerifyOrThrow(functional, "functionalization");
        var sizes = RandomInputs.Sizes(graph.Shapes, seed);
        // The imported graph writes its inputs, so that each run has its own.
        var (imported, other) = (RandomInputs.For(graph, sizes, seed), RandomInputs.For(graph, sizes, seed));
        var expected = new Interpreter().Run(graph, imported);
        var actual = new Interpreter().Run(functional, other);
        var users = 0;
        foreach (var (spec, value) in functional.Output!.Outputs.Zip(actual))
        {
            if (spec.Kind == OutputKind.User)
            {
                Assert.True(BitwiseEquality.AreEqual(expected[users], value), $"output {users} is {value}, not {expected[users]}");
                users++;
                continue;
            }
            var index = graph.Inputs.ToList().FindIndex(i => i.Input!.Target == spec.Target);
            Assignment.Write(other[index].Tensor, value.Tensor);
        }
        Assert.Equal(expected.Length, users);
        foreach (var (index, input) in graph.Inputs.Index())
        {
            Assert.True(BitwiseEquality.AreEqual(imported[index], other[index]), $"the input '{input.Name}' ends as something else");
        }
    }
}
