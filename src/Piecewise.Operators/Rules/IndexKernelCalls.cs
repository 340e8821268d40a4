using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Operators;

/// <summary>Indexing as calls of kernels. Each is null where no kernel takes the operands.</summary>
internal static unsafe class IndexKernelCalls
{
    /// <summary>Slices of a dim, one for each index.</summary>
    /// <param name="context">The call.</param>
    /// <param name="name">Name of the tensor that is indexed.</param>
    /// <param name="dim">Which of its dims.</param>
    /// <param name="index">The indices, of any shape, which takes the dim's place.</param>
    /// <param name="fromEnd">Whether negative indices count from the end.</param>
    public static KernelCall? Take(InferenceContext context, string name, int dim, Node index, bool fromEnd)
    {
        var (x, indices) = (context.Tensor(name), (TensorType)index.Type);
        if (dim >= x.Rank || KernelCalls.IndexName(indices.DType) is null || context.RowMajorResult() is not { } target
            || MergedDims.Of(context, x.Shape[..dim], 1, x.Strides[..dim]) is not { } outer
            || MergedDims.Of(context, x.Shape[(dim + 1)..], 1, x.Strides[(dim + 1)..]) is not { } inner || !IsDense(context, inner, 0)
            || MergedDims.Of(context, indices.Shape, 1, indices.Strides) is not { } places)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType, indices.DType);
        return call.Of(new TakeSlicesCall<DType0, DType1>
        {
            X = call.Pointer<DType0>(name),
            XOuter = call.Size(outer.Strides[0][0]),
            XStride = call.Size(x.Strides[dim]),
            Indices = call.Pointer<DType1>(index),
            IndexStride = call.Size(places.Strides[0][0]),
            FromEnd = fromEnd,
            Result = call.Pointer<DType0>(target),
            Outer = call.Size(outer.Count),
            Size = call.Size(x.Shape[dim]),
            Count = call.Size(places.Count),
            Inner = call.Size(inner.Count),
        });
    }

    /// <summary>The same by the one tensor in a list of indices per dim.</summary>
    public static KernelCall? Take(InferenceContext context, string name, string indices) =>
        OnlyIndex(context, indices) is var (dim, index) ? Take(context, name, dim, index, fromEnd: true) : null;

    /// <summary>Elements along a dim, each by an index in its place.</summary>
    public static KernelCall? Gather(InferenceContext context, string name, int dim, string indexName)
    {
        var (x, index) = (context.Tensor(name), context.Tensor(indexName));
        if (x.Rank == 0 || x.Rank != index.Rank || KernelCalls.IndexName(index.DType) is not { } type || context.RowMajorResult() is not { } target
            || MergedDims.Of(context, index.Shape[..dim], 1, x.Strides[..dim], index.Strides[..dim]) is not { } outer
            || MergedDims.Of(context, index.Shape[(dim + 1)..], 1, x.Strides[(dim + 1)..], index.Strides[(dim + 1)..]) is not { } inner)
        {
            return null;
        }
        return new KernelCall(
            $"{nameof(GatherKernels)}.{nameof(GatherKernels.Run)}<{KernelCalls.NameOf(x.DType)}, {type}>",
            [
                KernelCalls.Pointer(context, name), .. KernelCalls.Sizes(outer.Strides[0][0], x.Strides[dim], inner.Strides[0][0], x.Shape[dim]),
                KernelCalls.Pointer(context, indexName), .. KernelCalls.Sizes(outer.Strides[1][0], index.Strides[dim], inner.Strides[1][0]),
                .. KernelCalls.Sizes(outer.Count, index.Shape[dim], inner.Count), target,
            ]);
    }

    /// <summary>Slices of a dim are replaced, in the tensor itself or in a copy.</summary>
    /// <param name="context">The call.</param>
    /// <param name="name">Name of the tensor that is indexed.</param>
    /// <param name="dim">Which of its dims.</param>
    /// <param name="index">The indices, of any shape, which takes the dim's place.</param>
    /// <param name="fromEnd">Whether negative indices count from the end.</param>
    /// <param name="valueName">Name of the values, which broadcast to the slices.</param>
    /// <param name="copies">Whether the result is a copy; else the tensor itself is written.</param>
    public static KernelCall? Put(InferenceContext context, string name, int dim, Node index, bool fromEnd, string valueName, bool copies)
    {
        var (x, indices, values) = (context.Tensor(name), (TensorType)index.Type, context.Tensor(valueName));
        if (dim >= x.Rank)
        {
            return null;
        }
        ImmutableArray<SymInt> shape = [.. x.Shape[..dim], .. indices.Shape, .. x.Shape[(dim + 1)..]];
        if (KernelCalls.IndexName(indices.DType) is not { } type || values.DType != x.DType || values.Rank > shape.Length)
        {
            return null;
        }
        var from = Strides.Broadcast(context, values, shape);
        var (lead, end) = (from[..dim], from[(dim + indices.Rank)..]);
        if (MergedDims.Of(context, x.Shape[..dim], 1, x.Strides[..dim], lead) is not { } outer
            || MergedDims.Of(context, x.Shape[(dim + 1)..], 1, x.Strides[(dim + 1)..], end) is not { } inner || !IsDense(context, inner, 0)
            || MergedDims.Of(context, indices.Shape, 1, indices.Strides, from[dim..(dim + indices.Rank)]) is not { } places)
        {
            return null;
        }
        ImmutableArray<KernelArgument> rest =
        [
            KernelArgument.Of(x.Shape[dim]), KernelArgument.Of(index), .. KernelCalls.Sizes(places.Strides[0][0], places.Count), KernelArgument.Of(fromEnd),
            KernelCalls.Pointer(context, valueName), .. KernelCalls.Sizes(outer.Strides[1][0], places.Strides[1][0], inner.Strides[1][0]),
            .. KernelCalls.Sizes(outer.Count, inner.Count),
        ];
        var types = $"<{KernelCalls.NameOf(x.DType)}, {type}>";
        return !copies
            ? new KernelCall(
                $"{nameof(SliceKernels)}.{nameof(SliceKernels.Put)}{types}",
                [KernelCalls.Pointer(context, name), .. KernelCalls.Sizes(outer.Strides[0][0], x.Strides[dim]), .. rest])
            : Strides.IsContiguous(context, x) && context.RowMajorResult() is { } target
            ? new KernelCall(
                $"{nameof(SliceKernels)}.{nameof(SliceKernels.CopyAndPut)}{types}", [KernelCalls.Pointer(context, name), .. rest, target])
            : null;
    }

    /// <summary>The same by the one tensor in a list of indices per dim.</summary>
    public static KernelCall? Put(InferenceContext context, string name, string indices, string values, bool copies) =>
        OnlyIndex(context, indices) is var (dim, index) ? Put(context, name, dim, index, fromEnd: true, values, copies) : null;

    /// <summary>Elements along the argument <c>dim</c> that <c>index</c> names become those of <c>src</c>, or <c>value</c>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="copies">Whether the result is a copy; else <c>self</c> is written.</param>
    public static KernelCall? Scatter(InferenceContext context, bool copies)
    {
        var copy = copies ? context.RowMajorResult() : null;
        var (x, index) = (context.Tensor("self"), context.Tensor("index"));
        var source = context.Operator.Schema.HasArgument("src") ? context.Tensor("src") : null;
        if (KernelCalls.IndexName(index.DType) is not { } type || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || x.Rank == 0 || index.Rank != x.Rank || (source is not null && (source.Rank != x.Rank || source.DType != x.DType)))
        {
            return null;
        }
        if ((source is null ? KernelCalls.Literal(context, "value") : 0) is not { } number)
        {
            return null;
        }
        var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
        var rows = RowKernelCalls.Rows(context, index, dim, [x.WithShape(index.Shape, x.Strides), .. source is null ? [] : new[] { source.WithShape(index.Shape, source.Strides) }]);
        var kernel = source is null ? copies ? nameof(ScatterKernels.CopyAndFill) : nameof(ScatterKernels.Fill)
            : copies ? nameof(ScatterKernels.CopyAndRun) : nameof(ScatterKernels.Run);
        return new KernelCall(
            $"{nameof(ScatterKernels)}.{kernel}<{KernelCalls.NameOf(x.DType)}, {type}>",
            [
                KernelCalls.Pointer(context, "self"), .. KernelCalls.Sizes(copies ? [x.ElementCount] : []), .. rows.Operand(1), KernelArgument.Of(x.Shape[dim]),
                KernelCalls.Pointer(context, "index"), .. rows.Operand(0),
                .. source is null ? [KernelArgument.Of(number)] : new[] { KernelCalls.Pointer(context, "src") }.Concat(rows.Operand(2)),
                .. rows.Outer, KernelArgument.Of(rows.Size), .. copy is null ? [] : new[] { copy },
            ]);
    }

    /// <summary>Slices along the argument <c>dim</c> that <c>index</c> names get those of <c>source</c>, times <c>alpha</c>, added.</summary>
    /// <param name="context">The call.</param>
    /// <param name="copies">Whether the result is a copy; else <c>self</c> is written.</param>
    public static KernelCall? AddSlices(InferenceContext context, bool copies)
    {
        var copy = copies ? context.RowMajorResult() : null;
        var (x, index, source) = (context.Tensor("self"), context.Tensor("index"), context.Tensor("source"));
        if (KernelCalls.IndexName(index.DType) is not { } type || KernelCalls.Literal(context, "alpha") is not { } factor || x.DType.IsComplex()
            || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || x.Rank == 0 || index.Rank > 1 || source.DType != x.DType || source.Rank != x.Rank)
        {
            return null;
        }
        var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
        var count = index.Rank == 0 ? 1 : index.Shape[0];
        if (!x.Shape.SetItem(dim, count).Index().All(s => Shapes.AreEqual(context, s.Item, source.Shape[s.Index])))
        {
            return null;
        }
        var rows = RowKernelCalls.Rows(context, x, dim, source);
        return new KernelCall(
            $"{nameof(IndexSumKernels)}.{(copies ? nameof(IndexSumKernels.CopyAndSlices) : nameof(IndexSumKernels.Slices))}"
                + $"<{KernelCalls.NameOf(x.DType)}, {type}, {KernelCalls.ComputeName(x.DType)}>",
            [
                KernelCalls.Pointer(context, "self"), .. KernelCalls.Sizes(copies ? [x.ElementCount] : []), .. rows.Operand(0), KernelArgument.Of(rows.Size),
                KernelCalls.Pointer(context, "index"), .. KernelCalls.Sizes(index.Rank == 0 ? 0 : index.Strides[0], count),
                KernelCalls.Pointer(context, "source"), .. rows.Operand(1), KernelArgument.Of(factor), .. rows.Outer,
                .. copy is null ? [] : new[] { copy },
            ]);
    }

    /// <summary>Elements that several tensors of integers name together.</summary>
    /// <param name="context">The call.</param>
    /// <param name="name">Name of the tensor that is indexed.</param>
    /// <param name="indices">Name of the list of indices per dim.</param>
    public static KernelCall? TakeJointly(InferenceContext context, string name, string indices)
    {
        if (context[indices] is not ListArgument { Items: var items } || items.Any(i => i is not (NoneArgument or NodeArgument { Node.Type: TensorType })))
        {
            return null;
        }
        var x = context.Tensor(name);
        var (result, target) = context.StridedResult();
        int[] named = [.. items.Index().Where(i => i.Item is NodeArgument).Select(i => i.Index)];
        Node[] nodes = [.. named.Select(d => ((NodeArgument)items[d]).Node)];
        TensorType[] types = [.. nodes.Select(n => (TensorType)n.Type)];
        if (types.Length == 0 || KernelCalls.IndexName(types[0].DType) is not { } type || types.Any(t => t.DType != types[0].DType))
        {
            return null;
        }
        var (place, rank) = (AdvancedIndex.AreNeighbours(named) ? named[0] : 0, types.Max(t => t.Rank));
        int[] kept = [.. Enumerable.Range(0, x.Rank).Where(d => !named.Contains(d))];
        SymInt[] Over(IEnumerable<SymInt> before, IEnumerable<SymInt> joint, IEnumerable<SymInt> after) => [.. before, .. joint, .. after];
        IEnumerable<SymInt> Zeros(int count) => Enumerable.Repeat((SymInt)0, count);
        var joint = result.Shape[place..(place + rank)];
        var xStrides = Over(kept[..place].Select(d => x.Strides[d]), Zeros(rank), kept[place..].Select(d => x.Strides[d]));
        var indexStrides = types.Select(t => Over(Zeros(place), Strides.Broadcast(context, t, joint), Zeros(kept.Length - place)));
        var dims = MergedDims.Of(context, result.Shape, [xStrides, [.. result.Strides], .. indexStrides]);
        return new KernelCall(
            $"{nameof(IndexKernels)}.{nameof(IndexKernels.Take)}<{KernelCalls.NameOf(x.DType)}, {type}>",
            [
                KernelCalls.Pointer(context, name), KernelArgument.Of(dims.Strides[0]), KernelArgument.Of(nodes),
                KernelArgument.Of(dims.Strides[2..].SelectMany(s => s)), KernelArgument.Of(named.Select(d => x.Shape[d])),
                KernelArgument.Of(named.Select(d => x.Strides[d])), KernelArgument.Of((SymInt)named.Length), target,
                KernelArgument.Of(dims.Strides[1]), KernelArgument.Of(dims.Sizes), KernelArgument.Of((SymInt)dims.Sizes.Length),
            ]);
    }

    private static (int Dim, Node Index)? OnlyIndex(InferenceContext context, string name)
    {
        if (context[name] is not ListArgument { Items: var items })
        {
            return null;
        }
        var given = items.Index().Where(i => i.Item is not NoneArgument).ToList();
        return given is [(var dim, NodeArgument { Node: { Type: TensorType } node })] ? (dim, node) : null;
    }

    private static bool IsDense(InferenceContext context, MergedDims dims, int operand) =>
        Shapes.IsOne(dims.Count) || Shapes.AreEqual(context, dims.Strides[operand][0], 1);
}
