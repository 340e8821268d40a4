using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Tests;

/// <summary>Types of results as a program might record them: the same tensors, laid out otherwise than the operators' rules say.</summary>
internal static class RecordedLayouts
{
    /// <summary>Operators whose results are memory of their own.</summary>
    public static IEnumerable<Operator> Operators(OperatorCatalog catalog) =>
        catalog.Operators.Where(
            o => o.FunctionalForm is null && !o.Schema.HasWrites && o.Schema.Results.Length > 0
                && o.Schema.Results.All(r => r.AliasSet is null));

    /// <summary>
    /// Some layouts for a type whose sizes are all literal: other orders of dims, with gaps and without. Empty where there is only one.
    /// </summary>
    public static IEnumerable<NodeType> Of(NodeType type)
    {
        if (!IsLiteral(type))
        {
            yield break;
        }
        for (var seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            if (Changed(random, type, withGaps: seed % 2 == 1) is var changed && !changed.Equals(type))
            {
                yield return changed;
            }
        }
    }

    private static bool IsLiteral(NodeType type) =>
        type is TupleType { Items: var items } ? items.All(IsLiteral)
            : type is not TensorType tensor || tensor.Shape.All(s => s.IsConstant);

    private static NodeType Changed(Random random, NodeType type, bool withGaps) => type switch
    {
        TupleType { Items: var items } => new TupleType([.. items.Select(i => Changed(random, i, withGaps))]),
        TensorType { Rank: > 0 } tensor when tensor.Shape.All(s => s != 0) =>
            tensor.WithShape(tensor.Shape, Strides(random, tensor.Shape, withGaps)),
        _ => type,
    };

    private static ImmutableArray<SymInt> Strides(Random random, ImmutableArray<SymInt> shape, bool withGaps)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        random.Shuffle(order);
        var strides = new SymInt[shape.Length];
        SymInt next = withGaps ? 2 : 1;
        foreach (var dim in order)
        {
            strides[dim] = next;
            next = next * shape[dim] + (withGaps ? random.Next(3) : 0);
        }
        return [.. strides];
    }
}
