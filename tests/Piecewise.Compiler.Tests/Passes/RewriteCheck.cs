using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>
/// What a caller can see of a graph must not depend on a pass: results to the last bit, what is left in the tensors that it keeps, and what
/// shares memory. Which inputs it gives up, and whether it passes one tensor twice, is random.
/// </summary>
internal static class RewriteCheck
{
    private static readonly ReplacementCache Replacements = new(TestOperators.Catalog);

    /// <summary>Runs a pass and compares what can be seen of two runs; returns how often it rewrote something.</summary>
    public static int Run(Graph graph, int seed, Random random, Pass pass, string what)
    {
        Node[] inputs = [.. graph.Inputs];
        var donated = inputs.Where(i => i.Input!.Kind == InputKind.User && i.Type is TensorType && random.Next(2) == 0).ToHashSet();
        var values = RandomInputs.For(graph, RandomInputs.Sizes(graph.Shapes, seed, max: 5), seed);
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
            var context = new PassContext(graph, TestOperators.Catalog, new PassSettings(), new RewriteBudget())
            {
                Replacements = Replacements,
                Donated = donated
            };
            pass.Run(context);
            count = context.Rewrites.Count;
            if (seed % 16 == 0)
            {
                GraphVerifier.VerifyOrThrow(graph, pass.Name);
            }
            difference = count == 0 ? null : expected.Difference(GraphRun.Of(graph, values), i => donated.Contains(inputs[i]));
        }
        catch (EvaluationException) when (count == 0 && graph.Nodes.Any(n => n.Operator?.SeesStorage == true))
        {
            // A copy was put where a position counts from the beginning of a larger storage: the program has no meaning to begin with.
            return 0;
        }
        catch (Exception e) when (e is EvaluationException or VerificationException)
        {
            difference = e.Message;
        }
        Assert.True(difference is null,
            $"{what}: {difference}\ndonated {string.Join(", ", donated.Select(d => d.Name))}\n"
            + $"{before}\nafter {pass.Name}\n{GraphPrinter.Print(graph)}");
        return count;
    }

    // A caller may pass one tensor in several places, unless it gives it up.
    private static ImmutableArray<Value> OneTensorForEqualTypes(Node[] inputs, ImmutableArray<Value> values, HashSet<Node> donated)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; j < i && !donated.Contains(inputs[i]); j++)
            {
                if (!donated.Contains(inputs[j]) && values[i].IsTensor && values[j].IsTensor
                    && values[i].Tensor.Shape.SequenceEqual(values[j].Tensor.Shape))
                {
                    values = values.SetItem(i, values[j]);
                    break;
                }
            }
        }
        return values;
    }
}
