using System.Collections.Immutable;
using System.Reflection;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Generated from the operators themselves: every sample of every operator runs; values and types are compared (F5, G5).</summary>
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
        var arguments = SampleArguments(op, sample).Select(v => ToArgument(graph, v, inputs)).ToImmutableArray();
        var node = graph.AddCall(op, arguments);
        graph.SetOutput([node], [OutputSpec.User]);

        var result = new Interpreter().Run(graph, [.. inputs.Select(v => v.IsTensor ? (Value)Cast.Copy(v.Tensor, v.Tensor.DType) : v)])[0];

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

    private static IEnumerable<Value> SampleArguments(Operator op, OperatorSample sample)
    {
        for (var i = 0; i < op.Schema.Arguments.Length; i++)
        {
            var slot = op.Schema.Arguments[i];
            yield return i < sample.Arguments.Length ? sample.Arguments[i]
                : sample.Named.TryGetValue(slot.Name, out var named) ? named
                : Value.FromLiteral(slot.Default ?? throw new InvalidOperationException($"The sample of {op.Name} lacks '{slot.Name}'."));
        }
    }

    private static Argument ToArgument(Graph graph, Value value, ImmutableArray<Value>.Builder inputs)
    {
        if (value.IsTensor)
        {
            var t = value.Tensor;
            inputs.Add(value);
            var type = new TensorType(t.DType, [.. t.Shape.ToArray().Select(s => (SymInt)s)], [.. t.Strides.ToArray().Select(s => (SymInt)s)]);
            return graph.AddInput($"x{inputs.Count}", type, InputSpec.User($"x{inputs.Count}"));
        }
        return value.IsList ? Argument.List(value.Items.Select(v => ToArgument(graph, v, inputs)).ToArray())
            : value.IsNone ? Argument.None
            : value.IsLiteral ? value.Literal
            : value.Scalar.IsFloat ? value.Scalar.ToDouble()
            : value.Scalar.IsBool ? value.Scalar.ToBool()
            : value.Scalar.ToInt64();
    }
}
