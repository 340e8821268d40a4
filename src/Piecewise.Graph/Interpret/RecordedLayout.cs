using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// Results of reference kernels in the layout that the graph records for them. A kernel lays its result out as the operator's rule says;
/// PyTorch's own choice may differ (fused and unfused attention do), and what comes later, <c>as_strided</c> above all, counts on it.
/// </summary>
internal static class RecordedLayout
{
    /// <summary>The value itself where it is laid out as recorded; else a copy.</summary>
    /// <param name="call">The call of an operator.</param>
    /// <param name="value">Its result.</param>
    public static Value Of(Node call, Value value)
    {
        // A view lies where its argument does. What is recorded as a copy, since there is a view for some sizes only, is one for all:
        // others go by its layout.
        if (call.Operator!.Schema.Results.Any(r => r.AliasSet is not null))
        {
            return call.Operator.MayCopy && call.Type is TensorType { IsRowMajor: true } && value is { IsTensor: true, Tensor: var copied }
                && !copied.IsContiguous ? copied.Clone() : value;
        }
        if (call.Type is TensorType type)
        {
            return value.IsTensor ? Of(call, type, value.Tensor) : value;
        }
        if (call.Type is not TupleType { Items: var types } || !value.IsList || value.Items.Length != types.Length)
        {
            return value;
        }
        ImmutableArray<Value>.Builder? changed = null;
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] is TensorType item && value.Items[i].IsTensor && Of(call, item, value.Items[i].Tensor) is var laid
                && laid != value.Items[i].Tensor)
            {
                changed ??= value.Items.ToBuilder();
                changed[i] = laid;
            }
        }
        return changed is null ? value : Value.List(changed.ToImmutable());
    }

    private static Tensor Of(Node call, TensorType type, Tensor value)
    {
        if (value.Rank != type.Rank || Strides(call, type, value.Shape) is not { } strides || value.Strides.SequenceEqual(strides))
        {
            return value;
        }
        var moves = false;
        for (var d = 0; d < strides.Length && value.ElementCount > 0; d++)
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
            moves |= strides[d] != value.Strides[d];
        }
        if (!moves)
        {
            // Where no element lies elsewhere, strides may still be asked for.
            return value.AsStrided(value.Shape, strides, value.Offset);
        }
        var copy = Tensor.ZerosStrided(value.DType, value.Shape, strides);
        copy.CopyFrom(value);
        return copy;
    }

    // The recorded strides at these sizes. Null where they are symbolic and leave gaps: such a layout is no choice of PyTorch's but follows
    // from the rule, by which the kernel goes.
    private static long[]? Strides(Node call, TensorType type, ReadOnlySpan<long> shape)
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
        return (Order(type, (a, b) => a == b)
            ?? Order(type, (a, b) => a == b || call.Graph.Shapes.IsStaticallyTrue(SymBool.Eq(a, b)))) is { } order
            ? Layout.DenseStrides(shape, order)
            : null;
    }

    // The order of dims, outermost first, where there are no gaps between the elements: then the sizes say it all.
    private static int[]? Order(TensorType type, Func<SymInt, SymInt, bool> areEqual)
    {
        var (left, order, expected) = (Enumerable.Range(0, type.Rank).ToList(), new int[type.Rank], (SymInt)1);
        var strides = type.Strides;
        for (var place = type.Rank - 1; place >= 0; place--)
        {
            var next = left.FindLastIndex(d => type.Shape[d] == 1 || areEqual(strides[d], expected));
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
}
