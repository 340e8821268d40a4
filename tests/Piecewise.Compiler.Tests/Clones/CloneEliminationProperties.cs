using System.Collections.Immutable;
using Piecewise.Compiler.Clones;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Clones;

/// <summary>Rules C1 and C3 on random graphs of views and writes: nothing that a caller can see changes when copies go.</summary>
public sealed class CloneEliminationProperties
{
    private const int Count = 2500;

    private static readonly ReplacementCache Replacements = new(TestOperators.Catalog);

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["views and writes"] = new() { Seed = 1_000_000, InPlace = true, Steps = 8, Inputs = 2, Symbols = 0, Allocations = false },
        ["writes to inputs"] = new() { Seed = 2_000_000, InPlace = true, MutateInputs = true, Steps = 8, Inputs = 2, Symbols = 0, Allocations = false },
        ["symbolic sizes"] = new() { Seed = 3_000_000, InPlace = true, MutateInputs = true, Steps = 9, Inputs = 2, Symbols = 1, Allocations = false },
        ["a writing operator"] = new()
        {
            Seed = 4_000_000, InPlace = true, MutateInputs = true, Steps = 7, Inputs = 3, Symbols = 1, SplittingOperators = [SillyAttention.QualifiedName],
        },
    };

    public static TheoryData<string> Kinds => new(Options.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void C1_Nobody_can_tell_that_copies_went(string kind)
    {
        var (inserted, removed) = (0, 0);
        for (var seed = Options[kind].Seed; seed < Options[kind].Seed + Count; seed++)
        {
            var graph = RandomGraphs.Create(Options[kind] with { Seed = seed }, TestOperators.Catalog);
            var random = new Random(seed);
            inserted += RandomClones.Insert(graph, TestOperators.Catalog, random, random.Next(1, 5));
            removed += Check(graph, seed, random, new CloneElimination(), $"{Options[kind]} {seed}");
        }
        // Not a property: that the test tests something.
        Assert.InRange(removed, inserted / 20, inserted * 9 / 10);
    }

    internal static int Check(Graph graph, int seed, Random random, Pass pass, string what)
    {
        Node[] inputs = [.. graph.Inputs];
        var donated = inputs.Where(i => i.Input!.Kind == InputKind.User && i.Type is TensorType && random.Next(2) == 0).ToHashSet();
        var values = RandomInputs.For(graph, RandomInputs.Sizes(graph.Shapes, seed, max: 5), seed);
        // What the caller keeps may be one tensor.
        if (random.Next(3) == 0)
        {
            values = OneTensorForEqualTypes(inputs, values, donated);
        }
        var before = GraphPrinter.Print(graph);
        string? difference;
        var count = 0;
        try
        {
            var expected = GraphRun.Of(graph, values);
            var context = new PassContext(graph, TestOperators.Catalog, new PassSettings(), new RewriteBudget()) { Replacements = Replacements, Donated = donated };
            pass.Run(context);
            count = context.Rewrites.Count;
            if (seed % 16 == 0)
            {
                GraphVerifier.VerifyOrThrow(graph, pass.Name);
            }
            difference = count == 0 ? null : expected.Difference(GraphRun.Of(graph, values), i => donated.Contains(inputs[i]));
        }
        catch (Exception e) when (e is EvaluationException or VerificationException)
        {
            difference = e.Message;
        }
        Assert.True(difference is null,
            $"{what}: {difference}\ndonated {string.Join(", ", donated.Select(d => d.Name))}\n{before}\nafter {pass.Name}\n{GraphPrinter.Print(graph)}");
        return count;
    }

    private static ImmutableArray<Value> OneTensorForEqualTypes(Node[] inputs, ImmutableArray<Value> values, HashSet<Node> donated)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; j < i && !donated.Contains(inputs[i]); j++)
            {
                if (!donated.Contains(inputs[j]) && values[i].IsTensor && values[j].IsTensor && values[i].Tensor.Shape.SequenceEqual(values[j].Tensor.Shape))
                {
                    values = values.SetItem(i, values[j]);
                    break;
                }
            }
        }
        return values;
    }
}
