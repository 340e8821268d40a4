using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Normalization in training mode, by statistics of the batch, which also go into running ones: the normalization without running
/// statistics, and their update, written out. PyTorch's schemas hide that update, so that later stages could not see it.
/// Source: <c>torch.nn.functional.batch_norm</c>, <c>torch.nn.functional.instance_norm</c>.
/// </summary>
/// <param name="catalog">The operators.</param>
/// <param name="graph">Gets the calls.</param>
/// <param name="choose">The type of a call, of which the file records these of its results; null for one that it does not give.</param>
internal sealed class BatchStatistics(
    OperatorCatalog catalog, Graph graph, Func<Operator, ImmutableArray<Argument>, ImmutableArray<NodeType?>, NodeType> choose)
{
    /// <summary>Whether a call normalizes by the batch and updates running statistics.</summary>
    public static bool AreUpdatedBy(Operator op, ImmutableArray<Argument> arguments) =>
        op.Name is KnownOps.BatchNorm or KnownOps.NativeBatchNorm or KnownOps.LegitBatchNorm or KnownOps.FunctionalBatchNorm
            or KnownOps.InstanceNorm
        && arguments[op.Schema.IndexOf(ByBatch(op))] is BoolArgument { Value: true }
        && arguments[op.Schema.IndexOf("running_mean")] is NodeArgument { Node.Type: TensorType }
        && arguments[op.Schema.IndexOf("running_var")] is NodeArgument { Node.Type: TensorType };

    /// <summary>The results of such a call, whose running statistics are updated where the operator writes them.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="arguments">One per schema slot.</param>
    /// <param name="recorded">The types in the file, one per result; null where it gives none.</param>
    /// <exception cref="InferenceException">Its operands do not fit, or the file contradicts them.</exception>
    public ImmutableArray<Node> Add(Operator op, ImmutableArray<Argument> arguments, ImmutableArray<NodeType?> recorded)
    {
        Argument Of(string name) => arguments[op.Schema.IndexOf(name)];
        var isInstance = op.Name == KnownOps.InstanceNorm;
        RequireStatistics(op, arguments);
        if (recorded.Length != op.Schema.Results.Length)
        {
            throw new InferenceException($"It has {op.Schema.Results.Length} results, and the file says {recorded.Length}.");
        }
        var result = isInstance || op.Name == KnownOps.BatchNorm
            ? Recorded(op.Name, recorded, Of("input"), Of("weight"), Of("bias"), Argument.None, Argument.None, true,
                Of("momentum"), Of("eps"), Of("cudnn_enabled"))
            : Recorded(KnownOps.BatchNormOfBatch, recorded[..3], Of("input"), Of("weight"), Of("bias"), true, Of("momentum"), Of("eps"));
        var (mean, variance) = (((NodeArgument)Of("running_mean")).Node, ((NodeArgument)Of("running_var")).Node);
        var input = Call(KnownOps.ToDType, Of("input"), ((TensorType)mean.Type).DType);
        var (ofBatch, spread) = Statistics(input, isInstance);
        var (ofMean, ofVariance) = op.Name == KnownOps.FunctionalBatchNorm ? (recorded[3], recorded[4]) : (null, null);
        var (newMean, newVariance) =
            (Blend(mean, ofBatch, Of("momentum"), ofMean), Blend(variance, spread, Of("momentum"), ofVariance));
        if (op.Name == KnownOps.FunctionalBatchNorm)
        {
            return [Item(result, 0), Item(result, 1), Item(result, 2), newMean, newVariance];
        }
        Call(KnownOps.CopyInPlace, mean, newMean);
        Call(KnownOps.CopyInPlace, variance, newVariance);
        return result.Type is TupleType ? [Item(result, 0), Item(result, 1), Item(result, 2)] : [result];
    }

    // The normalization is called without them, and does not look at them.
    private void RequireStatistics(Operator op, ImmutableArray<Argument> arguments)
    {
        var conditions = new List<SymBool>();
        var context = new InferenceContext(op, arguments, graph.Shapes, conditions);
        var input = context.Tensor("input");
        var least = op.Name == KnownOps.InstanceNorm ? 3 : 2;
        if (input.Rank < least)
        {
            throw context.Error($"takes an input of {least} dims or more, found {input}.");
        }
        foreach (var name in (ReadOnlySpan<string>)["running_mean", "running_var"])
        {
            var statistics = context.Tensor(name);
            if (statistics.Rank != 1 || context.Refutes(SymBool.Eq(statistics.Shape[0], input.Shape[1])))
            {
                throw context.Error($"'{name}' must be a vector of {input.Shape[1]} elements, found {statistics}.");
            }
        }
        foreach (var condition in conditions)
        {
            graph.Shapes.AddFact(condition, op.Name);
        }
    }

    private static string ByBatch(Operator op) => op.Name == KnownOps.InstanceNorm ? "use_input_stats" : "training";

    // Means and unbiased variances of channels; of instances those of each, then their mean.
    private (Node Mean, Node Variance) Statistics(Node input, bool isInstance)
    {
        var rank = ((TensorType)input.Type).Rank;
        var inner = Enumerable.Range(2, rank - 2).Select(d => (long)d);
        var both = Call(KnownOps.VarMean, input, Argument.Ints(isInstance ? inner : inner.Prepend(0)), 1L, false);
        var (variance, mean) = (Item(both, 0), Item(both, 1));
        return isInstance ? (OverBatch(mean), OverBatch(variance)) : (mean, variance);
    }

    private Node OverBatch(Node statistics) => Call(KnownOps.MeanDims, statistics, Argument.Ints([0]));

    // old · (1 - momentum) + new · momentum
    private Node Blend(Node old, Node value, Argument momentum, NodeType? recorded) => Recorded(KnownOps.Add, [recorded],
        Call(KnownOps.MulScalar, value, momentum),
        Call(KnownOps.MulScalar, old, momentum switch
        {
            FloatArgument { Value: var m } => 1 - m,
            IntArgument { Value: var i } => 1 - i,
            _ => throw new InferenceException($"The momentum {momentum} is no number."),
        }));

    private Node Item(Node tuple, long index) => Call(Dialect.GetItem, tuple, index);

    // A call whose results the file records.
    private Node Recorded(string name, ImmutableArray<NodeType?> recorded, params ReadOnlySpan<Argument> given)
    {
        var op = catalog[name];
        var arguments = op.Schema.Fill(given);
        return graph.AddCall(op, arguments, choose(op, arguments, recorded));
    }

    private Node Call(string name, params ReadOnlySpan<Argument> arguments) => catalog.Call(graph, null, name, arguments);
}
