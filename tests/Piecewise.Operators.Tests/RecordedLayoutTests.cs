using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Tests;

/// <summary>
/// A program may record a result in another layout than the operator's rule says, as PyTorch does for fused and unfused attention. The
/// recorded one is what every operator's reference call and kernel give, with the elements in their places.
/// </summary>
public sealed class RecordedLayoutTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string> Operators => new(RecordedLayouts.Operators(Catalog).Where(o => o.Samples.Any()).Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Operators))]
    public void Interpreted_results_lie_as_recorded(string name)
    {
        foreach (var (graph, node, inputs, expected) in Calls(Catalog[name]))
        {
            var seen = Catalog.Call(graph, null, "aten::clone.default", Storage(graph, node));
            graph.SetOutput([node, seen], [OutputSpec.User, OutputSpec.User]);
            var results = new Interpreter().With(new RandomSource(0)).Run(graph, Copies(inputs));

            SampleAssert.HasType(node.Type, results[0]);
            SampleAssert.Equal(expected, results[0], _ => Tolerance.Exact);
            var first = results[0].IsList ? results[0].Items[0].Tensor : results[0].Tensor;
            var storage = first.AsStrided([first.Storage.ByteLength / first.DType.Size()], [1], 0);
            SampleAssert.Equal(storage, results[1], _ => Tolerance.Exact);
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Kernels_write_results_as_recorded(string name)
    {
        foreach (var (graph, node, inputs, expected) in Calls(Catalog[name]))
        {
            var context = InferenceContext.Of(node);
            if (node.Operator!.Loops(context) is not null || node.Operator.DirectKernel(context) is not { } call)
            {
                continue;
            }
            var tensors = graph.Inputs.Zip(Copies(inputs)).ToDictionary(p => p.First, p => p.Second.Tensor);
            Tensor[] results = [.. Types(node).Select(Unset)];
            KernelRunner.Run(call, Workers.Alone, n => tensors[n], results);
            SampleAssert.Equal(expected, results.Length == 1 ? results[0] : Value.List(results.Select(r => (Value)r)),
                node.Operator.Tolerance);
        }
    }

    [Fact]
    public void Symbolic_strides_are_followed_at_any_size()
    {
        const string Text = """
            graph @g imported {
              symbol s0 in [1, 64]
              symbol s1 in [0, 64]
              %x: f32[s0 + s1, 3, 2] = input "x"
              %turned: f32[s0 + s1, 3, 2; 1, s0 + s1, 3*s0 + 3*s1] = aten.relu.default(%x)
              %view: f32[6, s0 + s1; s0 + s1, 1] = aten.as_strided.default(%turned, [6, 4], [4, 1], 0)
              output %turned, %view
            }
            """;
        var x = Tensor.From([.. Enumerable.Range(0, 24).Select(i => (float)i)], 4, 3, 2);
        var results = new Interpreter().Run(GraphParser.Parse(Text, Catalog), [x]);
        SampleAssert.HasStrides([1, 4, 12], results[0].Tensor);
        SampleAssert.Equal(x, results[0], _ => Tolerance.Exact);
        Assert.Equal([0f, 6, 12, 18, 2, 8, 14, 20], results[1].Tensor.AsSpan<float>()[..8].ToArray());
    }

    [Fact]
    public void A_rule_sees_no_result() =>
        Assert.Throws<InvalidOperationException>(
            () => new InferenceContext(Catalog["aten::relu.default"], [Argument.None], new ShapeEnvironment()).Result());

    // All that the (first) result's memory holds, as a view.
    private static Argument Storage(Graph graph, Node node)
    {
        var first = node.Type is TupleType ? Catalog.Call(graph, null, "_operator::getitem.default", node, 0L) : node;
        var type = (TensorType)first.Type;
        var length = 1 + type.Shape.Zip(type.Strides, (n, s) => (n.Constant - 1) * s.Constant).Sum();
        return Catalog.Call(graph, null, "aten::as_strided.default", first, Argument.Ints([length]), Argument.Ints([1]), 0L);
    }

    // Each sample with each layout, and what the reference kernel gives for it.
    private static IEnumerable<(Graph Graph, Node Node, ImmutableArray<Value> Inputs, Value Expected)> Calls(Operator op)
    {
        foreach (var sample in op.Samples.Where(s => s.Expected is not null))
        {
            foreach (var type in RecordedLayouts.Of(Build(op, sample).Node.Type))
            {
                var (graph, node, inputs) = Build(op, sample);
                node.Type = type;
                var copies = SampleCalls.Arguments(op, sample).Select(v => SampleCalls.Copy(v)).ToImmutableArray();
                yield return (graph, node, inputs,
                    op.Evaluate(new EvaluationContext(op, copies, new Interpreter().With(new RandomSource(0)))));
            }
        }
    }

    private static (Graph Graph, Node Node, ImmutableArray<Value> Inputs) Build(Operator op, OperatorSample sample)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        var arguments = SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs)).ToImmutableArray();
        return (graph, graph.AddCall(op, arguments), inputs.ToImmutable());
    }

    private static ImmutableArray<Value> Copies(ImmutableArray<Value> values) => [.. values.Select(v => SampleCalls.Copy(v))];

    private static IEnumerable<TensorType> Types(Node node) =>
        node.Type is TupleType tuple ? tuple.Items.Cast<TensorType>() : [(TensorType)node.Type];

    private static Tensor Unset(TensorType type)
    {
        var result = Tensor.ZerosStrided(type.DType, [.. type.Shape.Select(s => s.Constant)], [.. type.Strides.Select(s => s.Constant)]);
        result.Storage.AsSpan<byte>(0, result.Storage.ByteLength).Fill(type.DType == DType.Bool ? (byte)1 : (byte)0xFF);
        return result;
    }
}
