using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Operators that say how they are called for some items of a dim only give the same elements then (W1).</summary>
public sealed class RowWiseTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string> Operators() =>
        new(Catalog.Operators.Where(o => o.Samples.Any(s => Rules(o, s).Any())).Select(o => o.Name));

    [Fact]
    public void What_stands_between_attention_and_logits_is_row_wise() => Assert.All(
        (string[])
        [
            "aten::linear.default", "aten::mm.default", "aten::addmm.default", "aten::matmul.default", "aten::add.Tensor",
            "aten::mul.Tensor",
            "aten::mean.dim", "aten::rsqrt.default", "aten::silu.default", "aten::to.dtype", "aten::view.default", "aten::reshape.default",
            "aten::rms_norm.default", "aten::layer_norm.default", "aten::softmax.int", "aten::transpose.int", "aten::split.Tensor",
            "aten::alias.default", "aten::tanh.default", "aten::unsqueeze.default",
        ],
        name => Assert.Contains((object[])[name], Operators()));

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_item_alone_is_what_it_is_among_others(string name)
    {
        var op = Catalog[name];
        foreach (var sample in op.Samples)
        {
            foreach (var (node, rule, dim) in Rules(op, sample))
            {
                var values = SampleCalls.Arguments(op, sample).ToImmutableArray();
                var whole = Results(op.Evaluate(new EvaluationContext(op, values, new Interpreter().With(new RandomSource(0)))));
                for (long item = 0; item < whole[0].Shape[dim]; item++)
                {
                    var one = values.Select((v, slot) => rule.Dims[slot] is { } own ? Item(v, own, item)
                        : slot == rule.Sizes
                            ? Value.List(v.Items.Select((s, i) => i == dim ? (Value)(Scalar)1L : s)) : v).ToImmutableArray();
                    if (!HasRow(op, one, node.Type, dim))
                    {
                        continue;
                    }
                    var results = Results(op.Evaluate(new EvaluationContext(op, one, new Interpreter().With(new RandomSource(0)))));
                    Assert.Equal(whole.Length, results.Length);
                    foreach (var (expected, actual) in whole.Zip(results))
                    {
                        SampleAssert.Equal(Narrow(expected, dim, item), actual, _ => new Tolerance(0, 0));
                    }
                }
            }
        }
    }

    // Whoever makes such a call asks for its type first: a view with one item may have fewer dims.
    private static bool HasRow(Operator op, ImmutableArray<Value> values, NodeType whole, int dim)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        try
        {
            return (graph.AddCall(op, [.. values.Select(v => SampleCalls.ToArgument(graph, v, inputs))]).Type, whole) switch
            {
                (TensorType one, TensorType all) => one.Shape.SequenceEqual(all.Shape.SetItem(dim, 1)),
                (TupleType one, TupleType all) => one.Items.Zip(all.Items).All(p =>
                    ((TensorType)p.First).Shape.SequenceEqual(((TensorType)p.Second).Shape.SetItem(dim, 1))),
                _ => false,
            };
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private static Tensor[] Results(Value value) => value.IsList ? [.. value.Items.Select(i => i.Tensor)] : [value.Tensor];

    private static Value Item(Value value, int dim, long item) =>
        value.IsList ? Value.List(value.Items.Select(v => (Value)Narrow(v.Tensor, dim, item))) : Narrow(value.Tensor, dim, item);

    private static Tensor Narrow(Tensor tensor, int dim, long item)
    {
        long[] shape = [.. tensor.Shape];
        shape[dim] = 1;
        return tensor.AsStrided(shape, tensor.Strides, tensor.Offset + (item * tensor.Strides[dim]));
    }

    private static IEnumerable<(Node Node, RowRule Rule, int Dim)> Rules(Operator op, OperatorSample sample)
    {
        var graph = new Graph("sample", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        var node = graph.AddCall(op, [.. SampleCalls.Arguments(op, sample).Select(v => SampleCalls.ToArgument(graph, v, inputs))]);
        var type = node.Type as TensorType ?? (node.Type as TupleType)?.Items.FirstOrDefault() as TensorType;
        for (var dim = 0; dim < (type?.Rank ?? 0); dim++)
        {
            if (op.RowWise(InferenceContext.Of(node), dim) is { } rule)
            {
                yield return (node, rule, dim);
            }
        }
    }
}
