using System.Collections.Immutable;
using Piecewise.Graphs;
using Xunit.Sdk;

namespace Piecewise.Operators.Tests;

/// <summary>
/// Random calls recorded from PyTorch: values, dtypes, shapes and strides of results, for operands of many layouts (F5, G5).
/// </summary>
public sealed class RecordedCaseTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private static readonly ILookup<string, RecordedCase> Cases =
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Recorded"), "*.json").SelectMany(RecordedCase.Read)
            .ToLookup(c => c.Operator);

    public static TheoryData<string> Operators() => new(Cases.Select(c => c.Key));

    [Theory]
    [MemberData(nameof(Operators))]
    public void Results_are_those_of_PyTorch(string name)
    {
        var failures = Cases[name].Select(Failure).OfType<string>().ToArray();

        Assert.True(failures.Length == 0,
            $"{failures.Length} of {Cases[name].Count()} calls differ. The first:\n{string.Join("\n\n", failures.Take(3))}");
    }

    private static string? Failure(RecordedCase recorded)
    {
        try
        {
            var op = Catalog[recorded.Operator];
            var graph = new Graph("recorded", new ShapeEnvironment());
            var inputs = ImmutableArray.CreateBuilder<Value>();
            var arguments = SampleCalls.Arguments(op, recorded.Sample()).Select(v => SampleCalls.ToArgument(graph, v, inputs))
                .ToImmutableArray();
            var node = graph.AddCall(op, arguments);
            graph.SetOutput([node], [OutputSpec.User]);
            var result = new Interpreter().Run(graph, [.. inputs])[0];
            SampleAssert.HasType(node.Type, result);
            recorded.Compare(result, op.Tolerance);
            return null;
        }
        catch (Exception e) when (e is XunitException or EvaluationException or InferenceException)
        {
            return $"{e.Message}\n  {recorded.Call}";
        }
    }
}
