using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// Results of reference kernels in the layout that the graph records for them. A kernel lays its result out as the operator's rule says;
/// PyTorch's own choice may differ (fused and unfused attention do), and what comes later, <c>as_strided</c> above all, counts on it.
/// </summary>
internal static class RecordedLayout
{
    /// <summary>The value itself where it is laid out as recorded, or is a view, which lies where its argument does; else a copy.</summary>
    /// <param name="call">The call of an operator.</param>
    /// <param name="value">Its result.</param>
    /// <param name="arguments">What it was given.</param>
    /// <param name="alive">The values that the run has, which tell what symbols stand for.</param>
    /// <exception cref="EvaluationException">The recorded strides have no value here.</exception>
    public static Value Of(Node call, Value value, ImmutableArray<Value> arguments, IReadOnlyDictionary<Node, (Value Value, int Uses)> alive)
    {
        if (call.Type is TensorType type)
        {
            return value.IsTensor ? Of(call, type, value.Tensor, arguments, alive) : value;
        }
        if (call.Type is not TupleType { Items: var types } || !value.IsList || value.Items.Length != types.Length)
        {
            return value;
        }
        ImmutableArray<Value>.Builder? changed = null;
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] is TensorType item && value.Items[i].IsTensor && Of(call, item, value.Items[i].Tensor, arguments, alive) is var laid
                && laid != value.Items[i].Tensor)
            {
                changed ??= value.Items.ToBuilder();
                changed[i] = laid;
            }
        }
        return changed is null ? value : Value.List(changed.ToImmutable());
    }

    private static Tensor Of(
        Node call, TensorType type, Tensor value, ImmutableArray<Value> arguments, IReadOnlyDictionary<Node, (Value Value, int Uses)> alive)
    {
        if (value.ElementCount == 0 || value.Rank != type.Rank || (type.IsRowMajor && value.IsContiguous) || IsView(call, value, arguments))
        {
            return value;
        }
        var strides = Strides(call, type, value.Shape, alive);
        var differs = false;
        for (var d = 0; d < strides.Length; d++)
        {
            if (value.Shape[d] == 1)
            {
                continue;
            }
            if (strides[d] <= 0)
            {
                // Recorded as one element for all: nothing that differs can be laid out like this.
                return value;
            }
            differs |= strides[d] != value.Strides[d];
        }
        if (!differs)
        {
            return value;
        }
        var copy = Tensor.ZerosStrided(value.DType, value.Shape, strides);
        copy.CopyFrom(value);
        return copy;
    }

    // What the schema says may be a view or a written argument is one where it has an argument's memory.
    private static bool IsView(Node call, Tensor value, ImmutableArray<Value> arguments) =>
        call.Operator!.Schema.Results.Any(r => r.AliasSet is not null) && arguments.Any(a => Shares(a, value));

    private static bool Shares(Value argument, Tensor value) =>
        argument.IsTensor ? argument.Tensor.Storage == value.Storage : argument.IsList && argument.Items.Any(i => Shares(i, value));

    private static long[] Strides(Node call, TensorType type, ReadOnlySpan<long> shape, IReadOnlyDictionary<Node, (Value Value, int Uses)> alive)
    {
        if (type.IsRowMajor)
        {
            return Layout.ContiguousStrides(shape);
        }
        var strides = type.Strides;
        if (strides.All(s => s.IsConstant))
        {
            return [.. strides.Select(s => s.Constant)];
        }
        if (Order(type) is { } order)
        {
            return Layout.DenseStrides(shape, order);
        }
        var symbols = strides.SelectMany(s => s.Symbols).Distinct()
            .ToDictionary(s => s, s => Find(s, alive) ?? throw new EvaluationException(
                $"%{call.Name} is recorded as {type}; {s} in its strides has no value here, so that its elements have no place."), StringComparer.Ordinal);
        return [.. strides.Select(s => s.Evaluate(symbols))];
    }

    // The order of dims, outermost first, where there are no gaps between the elements: then the sizes say it all.
    private static int[]? Order(TensorType type)
    {
        var (left, order, expected) = (Enumerable.Range(0, type.Rank).ToList(), new int[type.Rank], (SymInt)1);
        var strides = type.Strides;
        for (var place = type.Rank - 1; place >= 0; place--)
        {
            var next = left.FindLastIndex(d => strides[d] == expected || type.Shape[d] == 1);
            if (next < 0)
            {
                return null;
            }
            order[place] = left[next];
            expected *= type.Shape[left[next]];
            left.RemoveAt(next);
        }
        return order;
    }

    private static long? Find(string symbol, IReadOnlyDictionary<Node, (Value Value, int Uses)> alive)
    {
        foreach (var (node, (value, _)) in alive)
        {
            switch (node.Type)
            {
                case SymIntType { Value: { IsSymbol: true } size } when size.SymbolName == symbol && value.IsScalar:
                    return value.Scalar.ToInt64();
                case TensorType type when value.IsTensor && IndexOf(type.Shape, symbol) is >= 0 and var dim:
                    return value.Tensor.Shape[dim];
            }
        }
        return null;
    }

    private static int IndexOf(ImmutableArray<SymInt> shape, string symbol)
    {
        for (var d = 0; d < shape.Length; d++)
        {
            if (shape[d].IsSymbol && shape[d].SymbolName == symbol)
            {
                return d;
            }
        }
        return -1;
    }
}
