using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>
/// A graph run once for each slice along dim 0 of some tensors. Source: <c>torch._higher_order_ops.scan</c> (the graph is given the carried
/// values, a slice of each tensor and what stays, and returns the next carried values and a slice of each result), <c>map</c> (nothing is
/// carried), and <c>associative_scan</c> (the graph combines two slices; a result's slice is all slices so far combined).
/// </summary>
internal sealed class Scan : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new ScanOperator(), new MapOperator(), new AssociativeScanOperator()];

    private static ImmutableArray<NodeType> Types(InferenceContext context, string name) => context[name] is ListArgument list
        ? [.. list.Items.Select(context.TypeOf)]
        : throw context.Error($"argument '{name}' must be a list.");

    // The tensors that are walked, which have one size in dim 0, and that size.
    private static (ImmutableArray<TensorType> Tensors, SymInt Count) Walked(InferenceContext context, string name)
    {
        var tensors = context.Tensors(name);
        if (tensors.IsEmpty || tensors.Any(t => t.Rank == 0))
        {
            throw context.Error($"'{name}' are tensors with a dim to walk along, found {tensors.Length}.");
        }
        var count = tensors[0].Shape[0];
        return context.Refutes(SymBool.Ge(count, 1)) || tensors.Any(t => context.Refutes(SymBool.Eq(t.Shape[0], count)))
            ? throw context.Error($"'{name}' must have one size in dim 0, at least 1; found {string.Join(", ", tensors)}.")
            : (tensors, count);
    }

    private static TensorType Slice(TensorType tensor) => tensor.WithShape(tensor.Shape[1..], tensor.Strides[1..]);

    private static NodeType Stacked(InferenceContext context, NodeType slice, SymInt count) => slice is TensorType tensor
        ? tensor.WithShape([count, .. tensor.Shape])
        : throw context.Error($"the graph gives {slice} where a tensor is stacked.");

    private static ImmutableArray<Value> SlicesAt(ImmutableArray<Value> tensors, long index) =>
        [.. tensors.Select(t => (Value)t.Tensor.Select(0, index))];

    private static Value[] Stack(List<ImmutableArray<Value>> slices, int first)
    {
        var results = new Value[slices[0].Length - first];
        for (var i = 0; i < results.Length; i++)
        {
            var one = slices[0][first + i].Tensor;
            var result = Tensor.Zeros(one.DType, [slices.Count, .. one.Shape]);
            for (var k = 0; k < slices.Count; k++)
            {
                Strided.Copy(slices[k][first + i].Tensor, result.Select(0, k));
            }
            results[i] = result;
        }
        return results;
    }

    private sealed class ScanOperator() : Operator(
        "higher_order::scan(Graph combine_fn, Tensor[] init, Tensor[] xs, Tensor[] additional_inputs) -> Tensor[]")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var graph = BranchTypes.Graph(context, "combine_fn");
            var (init, (tensors, count)) = (Types(context, "init"), Walked(context, "xs"));
            BranchTypes.RequireOperands(
                context, graph, [.. init, .. tensors.Select(Slice), .. Types(context, "additional_inputs")]);
            var outputs = BranchTypes.OutputsOf(graph, context);
            return outputs.Length < init.Length
                ? throw context.Error($"@{graph.Name} gives {outputs.Length} values, fewer than the {init.Length} carried ones.")
                : new TupleType(
                [
                    .. BranchTypes.Join(context, init, outputs[..init.Length]).Items,
                    .. outputs[init.Length..].Select(o => Stacked(context, o, count)),
                ]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (graph, init, xs, rest) = (context.Graph("combine_fn"), context["init"].Items, context["xs"].Items,
                context["additional_inputs"].Items);
            var carried = init;
            var slices = new List<ImmutableArray<Value>>();
            for (long i = 0; i < xs[0].Tensor.Shape[0]; i++)
            {
                var results = context.Interpreter.Run(graph, [.. carried, .. SlicesAt(xs, i), .. rest]);
                carried = results[..init.Length];
                slices.Add(results);
            }
            var types = context.Types();
            var (before, after) = (Types(types, "init"), BranchTypes.OutputsOf(graph, types));
            return Value.List(
            [
                .. carried.Select((v, i) => BranchTypes.Settle(v, BranchTypes.IsRowMajor(before[i], after[i]), [.. init, .. xs, .. rest])),
                .. Stack(slices, init.Length),
            ]);
        }
    }

    private sealed class MapOperator() : Operator("higher_order::map_impl(Graph f, Tensor[] xs, Tensor[] pos_args) -> Tensor[]")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var graph = BranchTypes.Graph(context, "f");
            var (tensors, count) = Walked(context, "xs");
            BranchTypes.RequireOperands(context, graph, [.. tensors.Select(Slice), .. Types(context, "pos_args")]);
            return new TupleType([.. BranchTypes.OutputsOf(graph, context).Select(o => Stacked(context, o, count))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (graph, xs, rest) = (context.Graph("f"), context["xs"].Items, context["pos_args"].Items);
            var slices = new List<ImmutableArray<Value>>();
            for (long i = 0; i < xs[0].Tensor.Shape[0]; i++)
            {
                slices.Add(context.Interpreter.Run(graph, [.. SlicesAt(xs, i), .. rest]));
            }
            return Value.List(Stack(slices, 0));
        }
    }

    private sealed class AssociativeScanOperator() : Operator(
        "higher_order::associative_scan(Graph combine_fn, Tensor[] xs, Tensor[] additional_inputs) -> Tensor[]")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var graph = BranchTypes.Graph(context, "combine_fn");
            var (tensors, _) = Walked(context, "xs");
            NodeType[] slices = [.. tensors.Select(Slice)];
            BranchTypes.RequireOperands(context, graph, [.. slices, .. slices, .. Types(context, "additional_inputs")]);
            var outputs = BranchTypes.OutputsOf(graph, context);
            _ = BranchTypes.Join(context, slices, outputs);
            foreach (var (slice, output) in tensors.Zip(outputs))
            {
                if (slice.Shape[1..].Zip(((TensorType)output).Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
                {
                    throw context.Error($"@{graph.Name} gives {output} where it takes a slice of {slice}.");
                }
            }
            return new TupleType([.. tensors.Select(t => (NodeType)t.WithShape(t.Shape))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (graph, xs, rest) = (context.Graph("combine_fn"), context["xs"].Items, context["additional_inputs"].Items);
            var slices = Enumerable.Range(0, (int)xs[0].Tensor.Shape[0]).Select(i => SlicesAt(xs, i)).ToList();
            return Value.List(Stack(
                Combined(slices, (a, b) => context.Interpreter.Run(graph, [.. a, .. b, .. rest])), 0));
        }

        // In the order in which PyTorch combines: pairs, the same of their results, and each even place from the odd one before it.
        private static List<ImmutableArray<Value>> Combined(
            List<ImmutableArray<Value>> slices, Func<ImmutableArray<Value>, ImmutableArray<Value>, ImmutableArray<Value>> combine)
        {
            if (slices.Count < 2)
            {
                return slices;
            }
            var odd = Combined(
                [.. Enumerable.Range(0, slices.Count / 2).Select(i => combine(slices[2 * i], slices[(2 * i) + 1]))], combine);
            return
            [
                .. slices.Select((slice, i) => i == 0 ? slice : i % 2 == 1 ? odd[i / 2] : combine(odd[(i / 2) - 1], slice)),
            ];
        }
    }
}
