using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

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
        if (dim >= x.Rank || !KernelCalls.IsIndex(indices.DType) || context.RowMajorResult() is not { } target
            || MergedDims.Of(context, x.Shape[..dim], 1, x.Strides[..dim]) is not { } outer
            || MergedDims.Of(context, x.Shape[(dim + 1)..], 1, x.Strides[(dim + 1)..]) is not { } inner || !IsDense(context, inner, 0)
            || MergedDims.Of(context, indices.Shape, 2, indices.Strides) is not { } places)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType, indices.DType);
        // As of positions that every text of a batch has.
        var hasRuns = !Shapes.IsOne(places.Sizes[0]);
        return call.Of(new TakeSlicesCall<DType0, DType1>
        {
            X = call.Pointer<DType0>(name),
            XOuter = call.Size(outer.Strides[0][0]),
            XStride = call.Size(x.Strides[dim]),
            Indices = call.Pointer<DType1>(index),
            IndexStride = call.Size(places.Strides[0][^1]),
            IndexRun = hasRuns ? call.Size(places.Sizes[^1]) : 0,
            IndexRunStride = hasRuns ? call.Size(places.Strides[0][0]) : 0,
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
        if (x.Rank == 0 || x.Rank != index.Rank || !KernelCalls.IsIndex(index.DType) || context.RowMajorResult() is not { } target
            || MergedDims.Of(context, index.Shape[..dim], 1, x.Strides[..dim], index.Strides[..dim]) is not { } outer
            || MergedDims.Of(context, index.Shape[(dim + 1)..], 1, x.Strides[(dim + 1)..], index.Strides[(dim + 1)..]) is not { } inner)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType, index.DType);
        return call.Of(new GatherCall<DType0, DType1>
        {
            X = call.Pointer<DType0>(name),
            XOuter = call.Size(outer.Strides[0][0]),
            XStride = call.Size(x.Strides[dim]),
            XInner = call.Size(inner.Strides[0][0]),
            Indices = call.Pointer<DType1>(indexName),
            IndexOuter = call.Size(outer.Strides[1][0]),
            IndexStride = call.Size(index.Strides[dim]),
            IndexInner = call.Size(inner.Strides[1][0]),
            Result = call.Pointer<DType0>(target),
            Outer = call.Size(outer.Count),
            Size = call.Size(x.Shape[dim]),
            Count = call.Size(index.Shape[dim]),
            Inner = call.Size(inner.Count),
        });
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
        if (!KernelCalls.IsIndex(indices.DType) || values.DType != x.DType || values.Rank > shape.Length)
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
        var copy = copies ? context.RowMajorResult() : null;
        if (copies && (copy is null || !Strides.IsContiguous(context, x)))
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType, indices.DType);
        return call.Of(new PutSlicesCall<DType0, DType1>
        {
            Original = copies ? call.Pointer<DType0>(name) : null,
            X = copies ? call.Pointer<DType0>(copy) : call.Pointer<DType0>(name),
            XOuter = call.Size(copies ? x.Shape[dim] * inner.Count : outer.Strides[0][0]),
            XStride = call.Size(copies ? inner.Count : x.Strides[dim]),
            Indices = call.Pointer<DType1>(index),
            IndexStride = call.Size(places.Strides[0][0]),
            FromEnd = fromEnd,
            Values = call.Pointer<DType0>(valueName),
            ValueOuter = call.Size(outer.Strides[1][0]),
            ValueStride = call.Size(places.Strides[1][0]),
            ValueInner = call.Size(inner.Strides[1][0]),
            Outer = call.Size(outer.Count),
            Size = call.Size(x.Shape[dim]),
            Count = call.Size(places.Count),
            Inner = call.Size(inner.Count),
        });
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
        if (!KernelCalls.IsIndex(index.DType) || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || x.Rank == 0 || index.Rank != x.Rank || (source is not null && (source.Rank != x.Rank || source.DType != x.DType)))
        {
            return null;
        }
        if ((source is null ? KernelCalls.Literal(context, "value") : 0) is not { } number)
        {
            return null;
        }
        var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
        var rows = RowKernelCalls.Rows(context, index, dim,
            [x.WithShape(index.Shape, x.Strides), .. source is null ? [] : new[] { source.WithShape(index.Shape, source.Strides) }]);
        var call = new KernelCallBuilder(context, x.DType, index.DType);
        return call.Of(new ScatterCall<DType0, DType1>
        {
            Original = copies ? call.Pointer<DType0>("self") : null,
            Elements = copies ? call.Size(x.ElementCount) : 0,
            X = copies ? call.Pointer<DType0>(copy) : call.Pointer<DType0>("self"),
            XOuter = call.Sizes(rows.OuterStrides(1)),
            XStride = call.Size(rows.Stride(1)),
            Size = call.Size(x.Shape[dim]),
            Indices = call.Pointer<DType1>("index"),
            IndexOuter = call.Sizes(rows.OuterStrides(0)),
            IndexStride = call.Size(rows.Stride(0)),
            Source = source is null ? null : call.Pointer<DType0>("src"),
            SourceOuter = source is null ? null : call.Sizes(rows.OuterStrides(2)),
            SourceStride = source is null ? 0 : call.Size(rows.Stride(2)),
            Value = number,
            Outer = call.Sizes(rows.Outer),
            OuterRank = rows.OuterRank,
            Count = call.Size(rows.Size),
        });
    }

    /// <summary>Elements along the argument <c>dim</c> that <c>index</c> names are combined with those of <c>src</c>, or <c>value</c>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="kind">How.</param>
    /// <param name="includesSelf">Whether the elements that <c>self</c> has take part.</param>
    /// <param name="copies">Whether the result is a copy; else <c>self</c> is written.</param>
    public static KernelCall? Combine(InferenceContext context, CombinationKind kind, bool includesSelf, bool copies)
    {
        var copy = copies ? context.RowMajorResult() : null;
        var (x, index) = (context.Tensor("self"), context.Tensor("index"));
        var source = context.Operator.Schema.HasArgument("src") ? context.Tensor("src") : null;
        if (!KernelCalls.IsIndex(index.DType) || x.DType.IsComplex()
            || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || x.Rank == 0 || index.Rank != x.Rank || (source is not null && (source.Rank != x.Rank || source.DType != x.DType))
            || (source is null ? KernelCalls.Literal(context, "value") : 0) is not { } number)
        {
            return null;
        }
        var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
        var rows = RowKernelCalls.Rows(context, index, dim,
            [x.WithShape(index.Shape, x.Strides), .. source is null ? [] : new[] { source.WithShape(index.Shape, source.Strides) }]);
        var call = new KernelCallBuilder(context, x.DType, index.DType);
        return call.Of(new CombineElementsCall<DType0, DType1>
        {
            Original = copies ? call.Pointer<DType0>("self") : null,
            Elements = copies ? call.Size(x.ElementCount) : 0,
            X = copies ? call.Pointer<DType0>(copy) : call.Pointer<DType0>("self"),
            XOuter = call.Sizes(rows.OuterStrides(1)),
            XStride = call.Size(rows.Stride(1)),
            Size = call.Size(x.Shape[dim]),
            Indices = call.Pointer<DType1>("index"),
            IndexOuter = call.Sizes(rows.OuterStrides(0)),
            IndexStride = call.Size(rows.Stride(0)),
            Source = source is null ? null : call.Pointer<DType0>("src"),
            SourceOuter = source is null ? null : call.Sizes(rows.OuterStrides(2)),
            SourceStride = source is null ? 0 : call.Size(rows.Stride(2)),
            Value = number,
            Kind = kind,
            IncludesSelf = includesSelf,
            Outer = call.Sizes(rows.Outer),
            OuterRank = rows.OuterRank,
            Count = call.Size(rows.Size),
        });
    }

    /// <summary>
    /// Slices along the argument <c>dim</c> that <c>index</c> names are combined with those of <c>source</c> as <c>reduce</c> says.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="copies">Whether the result is a copy; else <c>self</c> is written.</param>
    public static KernelCall? CombineSlices(InferenceContext context, bool copies)
    {
        var copy = copies ? context.RowMajorResult() : null;
        var (x, index, source) = (context.Tensor("self"), context.Tensor("index"), context.Tensor("source"));
        if (!KernelCalls.IsIndex(index.DType) || x.DType.IsComplex() || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || x.Rank == 0 || index.Rank > 1 || source.DType != x.DType || source.Rank != x.Rank
            || IndexedReduction.Kind(context.String("reduce")) is not { } kind)
        {
            return null;
        }
        var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
        if (!AreSlices(context, source, x, dim, index))
        {
            return null;
        }
        var rows = RowKernelCalls.Rows(context, source, dim, x.WithShape(source.Shape, x.Strides));
        var call = new KernelCallBuilder(context, x.DType, index.DType);
        return call.Of(new CombineElementsCall<DType0, DType1>
        {
            Original = copies ? call.Pointer<DType0>("self") : null,
            Elements = copies ? call.Size(x.ElementCount) : 0,
            X = copies ? call.Pointer<DType0>(copy) : call.Pointer<DType0>("self"),
            XOuter = call.Sizes(rows.OuterStrides(1)),
            XStride = call.Size(rows.Stride(1)),
            Size = call.Size(x.Shape[dim]),
            Indices = call.Pointer<DType1>("index"),
            IndexOuter = null,
            IndexStride = index.Rank == 0 ? 0 : call.Size(index.Strides[0]),
            Source = call.Pointer<DType0>("source"),
            SourceOuter = call.Sizes(rows.OuterStrides(0)),
            SourceStride = call.Size(rows.Stride(0)),
            Kind = kind,
            IncludesSelf = context.Bool("include_self"),
            Outer = call.Sizes(rows.Outer),
            OuterRank = rows.OuterRank,
            Count = call.Size(rows.Size),
        });
    }

    /// <summary>
    /// Slices along the argument <c>dim</c> that <c>index</c> names get those of <c>source</c>, times <c>alpha</c>, added.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="copies">Whether the result is a copy; else <c>self</c> is written.</param>
    public static KernelCall? AddSlices(InferenceContext context, bool copies)
    {
        var copy = copies ? context.RowMajorResult() : null;
        var (x, index, source) = (context.Tensor("self"), context.Tensor("index"), context.Tensor("source"));
        if (!KernelCalls.IsIndex(index.DType) || KernelCalls.Literal(context, "alpha") is not { } factor || x.DType.IsComplex()
            || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || x.Rank == 0 || index.Rank > 1 || source.DType != x.DType || source.Rank != x.Rank)
        {
            return null;
        }
        var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
        if (!AreSlices(context, source, x, dim, index))
        {
            return null;
        }
        var rows = RowKernelCalls.Rows(context, x, dim, source);
        var call = new KernelCallBuilder(context, x.DType, index.DType);
        return call.Of(new AddSlicesCall<DType0, DType1>
        {
            Original = copies ? call.Pointer<DType0>("self") : null,
            Elements = copies ? call.Size(x.ElementCount) : 0,
            X = copies ? call.Pointer<DType0>(copy) : call.Pointer<DType0>("self"),
            XOuter = call.Sizes(rows.OuterStrides(0)),
            XStride = call.Size(rows.Stride(0)),
            Size = call.Size(rows.Size),
            Indices = call.Pointer<DType1>("index"),
            IndexStride = index.Rank == 0 ? 0 : call.Size(index.Strides[0]),
            Count = call.Size(source.Shape[dim]),
            Source = call.Pointer<DType0>("source"),
            SourceOuter = call.Sizes(rows.OuterStrides(1)),
            SourceStride = call.Size(rows.Stride(1)),
            Factor = factor,
            Outer = call.Sizes(rows.Outer),
            OuterRank = rows.OuterRank,
        });
    }

    /// <summary>Elements that several tensors of integers name together.</summary>
    /// <param name="context">The call.</param>
    /// <param name="name">Name of the tensor that is indexed.</param>
    /// <param name="indices">Name of the list of indices per dim.</param>
    public static KernelCall? TakeJointly(InferenceContext context, string name, string indices)
    {
        if (context[indices] is not ListArgument { Items: var items }
            || items.Any(i => i is not (NoneArgument or NodeArgument { Node.Type: TensorType })))
        {
            return null;
        }
        var x = context.Tensor(name);
        var (result, target) = context.StridedResult();
        int[] named = [.. items.Index().Where(i => i.Item is NodeArgument).Select(i => i.Index)];
        Node[] nodes = [.. named.Select(d => ((NodeArgument)items[d]).Node)];
        TensorType[] types = [.. nodes.Select(n => (TensorType)n.Type)];
        if (types.Length == 0 || !KernelCalls.IsIndex(types[0].DType) || types.Any(t => t.DType != types[0].DType))
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
        var call = new KernelCallBuilder(context, x.DType, types[0].DType);
        return call.Of(new TakeJointlyCall<DType0, DType1>
        {
            X = call.Pointer<DType0>(name),
            XStrides = call.Sizes(dims.Strides[0]),
            Indices = call.Pointers<DType1>(nodes),
            IndexStrides = call.Sizes(dims.Strides[2..].SelectMany(s => s)),
            IndexSizes = call.Sizes(named.Select(d => x.Shape[d])),
            Steps = call.Sizes(named.Select(d => x.Strides[d])),
            IndexCount = named.Length,
            Result = call.Pointer<DType0>(target),
            ResultStrides = call.Sizes(dims.Strides[1]),
            Sizes = call.Sizes(dims.Sizes),
            Rank = dims.Sizes.Length,
        });
    }

    // Whether a source certainly has one slice for each index of a vector, of the sizes that the slices of x have.
    private static bool AreSlices(InferenceContext context, TensorType source, TensorType x, int dim, TensorType index) =>
        x.Shape.SetItem(dim, index.Rank == 0 ? 1 : index.Shape[0]).Index()
            .All(s => Shapes.AreEqual(context, s.Item, source.Shape[s.Index]));

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
