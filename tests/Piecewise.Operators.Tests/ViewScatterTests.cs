using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>A write through a view equals the functional form that the view builds for it (F3), for every sample of every view.</summary>
public sealed class ViewScatterTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string, int> Samples()
    {
        var data = new TheoryData<string, int>();
        foreach (var op in Catalog.Operators.OfType<ViewOperator>())
        {
            for (var i = 0; i < op.Samples.Count(); i++)
            {
                data.Add(op.Name, i);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_scatter_does_what_a_write_through_the_view_does(string name, int index)
    {
        var op = (ViewOperator)Catalog[name];
        var sample = op.Samples.ElementAt(index);
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        var arguments = SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs)).ToImmutableArray();
        var view = graph.AddCall(op, arguments);
        // A repeated element can't be written through two of its places; a result that is no view is not written through.
        if (arguments[0] is not NodeArgument { Node: var viewed } || inputs[0].Tensor.Strides.Contains(0)
            || op.ResultIsView(new InferenceContext(op, arguments, graph.Shapes)) == false)
        {
            return;
        }
        var results = view.Type is TupleType tuple ? tuple.Items.Length : 1;
        var written = new Node[results];
        for (var k = 0; k < results; k++)
        {
            var part = New(results == 1 && view.Type is TensorType type ? type : (TensorType)((TupleType)view.Type).Items[k]);
            inputs.Add(part);
            written[k] = graph.AddInput($"new{k}", TensorType.Of(part), InputSpec.User($"new{k}"));
        }
        graph.SetOutput(view);
        Node[] replaced;
        try
        {
            replaced = [.. written.Select((w, k) => op.Scatter(new ScatterContext(Catalog, graph.Output!, viewed, view, k, w)))];
        }
        catch (NotSupportedException)
        {
            return;
        }
        graph.SetOutput(replaced);

        var values = new Interpreter().Run(graph, [.. inputs.Select(v => v.IsTensor ? (Value)SampleCalls.Copy(v.Tensor) : v)]);

        for (var k = 0; k < results; k++)
        {
            var target = SampleCalls.Copy(inputs[0].Tensor);
            ImmutableArray<Value> call = [target, .. SampleCalls.Arguments(op, sample).Skip(1)];
            var seen = op.Evaluate(new EvaluationContext(op, call, new Interpreter()));
            (view.Type is TensorType ? seen.Tensor : seen.Items[k].Tensor).CopyFrom(inputs[inputs.Count - results + k].Tensor);
            SampleAssert.Equal(target, values[k], _ => Tolerance.Exact);
        }
    }

    // Values that occur in no sample.
    private static Tensor New(TensorType type)
    {
        var result = Tensor.Zeros(DType.I64, [.. type.Shape.Select(s => s.Constant)]);
        var elements = result.AsSpan<long>();
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = 100 + i;
        }
        return Cast.To(result, type.DType);
    }
}
