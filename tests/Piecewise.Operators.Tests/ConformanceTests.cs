using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Generated from the catalog: every sample of every operator runs; values and types are compared (F5, G5).</summary>
public sealed class ConformanceTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string, int> Samples()
    {
        var data = new TheoryData<string, int>();
        foreach (var op in Catalog.Operators)
        {
            var count = op.Samples.Count();
            for (var i = 0; i < count; i++)
            {
                data.Add(op.Name, i);
            }
        }
        return data;
    }

    public static TheoryData<string> Functional() => new(Catalog.Operators.Where(o => o.FunctionalForm is null).Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_has_the_inferred_type_and_the_expected_value(string name, int index)
    {
        var op = Catalog[name];
        var sample = op.Samples.ElementAt(index);
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        var arguments = SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs)).ToImmutableArray();
        var node = graph.AddCall(op, arguments);

        // The kernel itself: the interpreter would give any layout that the graph records.
        var values = SampleCalls.Arguments(op, sample).Select(v => SampleCalls.Copy(v)).ToImmutableArray();
        var result = op.Evaluate(new EvaluationContext(op, values, new Interpreter().With(new RandomSource(0))));

        SampleAssert.HasType(node.Type, result);
        if (sample.Expected is { } expected)
        {
            SampleAssert.Equal(expected, result, op.Tolerance);
        }
        if (sample.Strides is { } strides)
        {
            SampleAssert.HasStrides(strides.AsSpan(), result.IsList ? result.Items[0].Tensor : result.Tensor);
        }
    }

    [Theory]
    [MemberData(nameof(Functional))]
    public void Every_operator_has_samples(string name) => Assert.NotEmpty(Catalog[name].Samples);

    [Fact]
    public void Samples_are_of_operators_that_are_there() =>
        Assert.All(OperatorSamples.Names, n => Assert.True(Catalog.TryGet(n, out _), n));

    /// <summary>Samples of <c>Aten/Add.cs</c> are in <c>Aten/Add.cs</c> of their own assembly.</summary>
    [Fact]
    public void Samples_lie_in_a_file_named_as_that_of_their_operators() => Assert.All(
        typeof(ISampleSource).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(ISampleSource)))
            .Select(t => t.FullName!.Replace(".Samples.", ".", StringComparison.Ordinal)),
        n => Assert.True(typeof(StandardOperators).Assembly.GetType(n) is not null, n));
}
