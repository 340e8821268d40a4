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
        if (x.Rank == 0 || x.Rank != index.Rank || !KernelCalls.IsIndex(index.DType))
        {
            return null;
        }
        if (context.RowMajorResult() is not { } target
            || MergedDims.Of(context, index.Shape[..dim], 1, x.Strides[..dim], index.Strides[..dim]) is not { } outer
            || MergedDims.Of(context, index.Shape[(dim + 1)..], 1, x.Strides[(dim + 1)..], index.Strides[(dim + 1)..]) is not { } inner)
        {
            return TakeJointly(context, name, [(dim, ((NodeArgument)context[indexName]).Node)], index.Shape, x.Strides.SetItem(dim, 0),
                [index.Strides], fromEnd: false);
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
        if (ElementUpdate.Of(context, copies) is not var (copy, x, index, source, number, dim, rows))
        {
            return null;
        }
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

    /// <summary>
    /// Elements along the argument <c>dim</c> that <c>index</c> names are combined with those of <c>src</c>, or <c>value</c>.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="kind">How.</param>
    /// <param name="includesSelf">Whether the elements that <c>self</c> has take part.</param>
    /// <param name="copies">Whether the result is a copy; else <c>self</c> is written.</param>
    public static KernelCall? Combine(InferenceContext context, CombinationKind kind, bool includesSelf, bool copies)
    {
        if (ElementUpdate.Of(context, copies) is not var (copy, x, index, source, number, dim, rows) || x.DType.IsComplex())
        {
            return null;
        }
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
    public static KernelCall? TakeJointly(InferenceContext context, string name, string indices) =>
        JointIndices.Of(context, name, indices, [.. context.Result().Shape]) is { } joint
            ? TakeJointly(context, name, joint.Named, joint.Shape, joint.Strides, joint.IndexStrides, fromEnd: true) : null;

    private static KernelCall TakeJointly(InferenceContext context, string name, IReadOnlyList<(int Dim, Node Index)> named,
        ImmutableArray<SymInt> shape, ImmutableArray<SymInt> strides, ImmutableArray<ImmutableArray<SymInt>> indexStrides, bool fromEnd)
    {
        var x = context.Tensor(name);
        var (result, target) = context.StridedResult();
        var dims = MergedDims.Of(context, shape, [strides, result.Strides, .. indexStrides]);
        var call = new KernelCallBuilder(context, x.DType, ((TensorType)named[0].Index.Type).DType);
        return call.Of(new TakeJointlyCall<DType0, DType1>
        {
            X = call.Pointer<DType0>(name),
            XStrides = call.Sizes(dims.Strides[0]),
            Indices = call.Pointers<DType1>(named.Select(n => n.Index)),
            FromEnd = fromEnd,
            IndexStrides = call.Sizes(dims.Strides[2..].SelectMany(s => s)),
            IndexSizes = call.Sizes(named.Select(n => x.Shape[n.Dim])),
            Steps = call.Sizes(named.Select(n => x.Strides[n.Dim])),
            IndexCount = named.Count,
            Result = call.Pointer<DType0>(target),
            ResultStrides = call.Sizes(dims.Strides[1]),
            Sizes = call.Sizes(dims.Sizes),
            Rank = dims.Sizes.Length,
        });
    }

    /// <summary>Elements that tensors of integers name together are replaced, or added to.</summary>
    /// <param name="context">The call.</param>
    /// <param name="name">Name of the tensor that is indexed.</param>
    /// <param name="indices">Name of the list of indices per dim.</param>
    /// <param name="valueName">Name of the values, which broadcast to what is indexed.</param>
    /// <param name="adds">Whether values are added; else they replace.</param>
    /// <param name="copies">Whether the result is a copy; else the tensor itself is written.</param>
    public static KernelCall? PutJointly(
        InferenceContext context, string name, string indices, string valueName, bool adds, bool copies)
    {
        var (x, values) = (context.Tensor(name), context.Tensor(valueName));
        var copy = copies ? context.RowMajorResult() : null;
        if (values.DType != x.DType || x.DType.IsComplex() || (copies && (copy is null || !Strides.IsContiguous(context, x)))
            || JointIndices.Of(context, name, indices, shape: null) is not { } joint || values.Rank > joint.Shape.Length)
        {
            return null;
        }
        var dims = MergedDims.Of(
            context, joint.Shape, [joint.Strides, Strides.Broadcast(context, values, joint.Shape), .. joint.IndexStrides]);
        var call = new KernelCallBuilder(context, x.DType, ((TensorType)joint.Named[0].Index.Type).DType);
        return call.Of(new PutJointlyCall<DType0, DType1>
        {
            Original = copies ? call.Pointer<DType0>(name) : null,
            Elements = copies ? call.Size(x.ElementCount) : 0,
            X = copies ? call.Pointer<DType0>(copy) : call.Pointer<DType0>(name),
            XStrides = call.Sizes(dims.Strides[0]),
            Indices = call.Pointers<DType1>(joint.Named.Select(n => n.Index)),
            IndexStrides = call.Sizes(dims.Strides[2..].SelectMany(s => s)),
            IndexSizes = call.Sizes(joint.Named.Select(n => x.Shape[n.Dim])),
            Steps = call.Sizes(joint.Named.Select(n => x.Strides[n.Dim])),
            IndexCount = joint.Named.Length,
            Values = call.Pointer<DType0>(valueName),
            ValueStrides = call.Sizes(dims.Strides[1]),
            Adds = adds,
            Sizes = call.Sizes(dims.Sizes),
            Rank = dims.Sizes.Length,
        });
    }

    /// <summary>Where values belong in the sequences of the argument of that name (<c>searchsorted</c>, <c>bucketize</c>).</summary>
    public static KernelCall? SearchSorted(InferenceContext context, string name, bool isRight)
    {
        if (!context.IsTensor("self") || context.RowMajorResult() is not { } target)
        {
            return null;
        }
        var (sequences, values) = (context.Tensor(name), context.Tensor("self"));
        var sorter = context.Operator.Schema.HasArgument("sorter") && !context.IsNone("sorter") ? context.Tensor("sorter") : null;
        if (values.DType != sequences.DType || values.DType.IsComplex() || sorter is { DType: not DType.I64 })
        {
            return null;
        }
        // One sequence has the same elements for all values, wherever these are.
        var isOne = sequences.Rank == 1;
        TensorType[] others = isOne ? [] : [sequences, .. sorter is null ? Array.Empty<TensorType>() : [sorter]];
        var rows = RowKernelCalls.Rows(context, values, -1, others);
        var call = new KernelCallBuilder(context, values.DType, context.Result().DType);
        return call.Of(new SearchSortedCall<DType0, DType1>
        {
            Sequences = call.Pointer<DType0>(name),
            SequenceOuter = isOne ? null : call.Sizes(rows.OuterStrides(1)),
            SequenceStride = call.Size(sequences.Strides[^1]),
            Length = call.Size(sequences.Shape[^1]),
            Sorter = sorter is null ? null : call.Pointer<long>("sorter"),
            SorterOuter = isOne || sorter is null ? null : call.Sizes(rows.OuterStrides(2)),
            SorterStride = sorter is null ? 0 : call.Size(sorter.Strides[^1]),
            Values = call.Pointer<DType0>("self"),
            ValueOuter = call.Sizes(rows.OuterStrides(0)),
            ValueStride = call.Size(rows.Stride(0)),
            Count = call.Size(rows.Size),
            IsRight = isRight,
            Result = call.Pointer<DType1>(target),
            Outer = call.Sizes(rows.Outer),
            OuterRank = rows.OuterRank,
        });
    }

    /// <summary>Elements along the argument <c>dim</c> that <c>index</c> names, and what they meet.</summary>
    /// <param name="Copy">The result, where <c>self</c> stays as it is.</param>
    /// <param name="X">The type of <c>self</c>.</param>
    /// <param name="Index">That of the indices.</param>
    /// <param name="Source">That of <c>src</c>; null for one number.</param>
    /// <param name="Value">The number.</param>
    /// <param name="Dim">The dim.</param>
    /// <param name="Rows">The indices' rows along it, those of x, and of the source.</param>
    private sealed record ElementUpdate(
        KernelArgument? Copy, TensorType X, TensorType Index, TensorType? Source, double Value, int Dim, RowKernelCalls Rows)
    {
        /// <returns>Null where kernels do not take the operands.</returns>
        public static ElementUpdate? Of(InferenceContext context, bool copies)
        {
            var copy = copies ? context.RowMajorResult() : null;
            var (x, index) = (context.Tensor("self"), context.Tensor("index"));
            var source = context.Operator.Schema.HasArgument("src") ? context.Tensor("src") : null;
            if (!KernelCalls.IsIndex(index.DType) || (copies && (copy is null || !Strides.IsContiguous(context, x)))
                || x.Rank == 0 || index.Rank != x.Rank || (source is not null && (source.Rank != x.Rank || source.DType != x.DType))
                || (source is null ? KernelCalls.Literal(context, "value") : 0) is not { } number)
            {
                return null;
            }
            var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
            return new ElementUpdate(copy, x, index, source, number, dim, RowKernelCalls.Rows(context, index, dim,
                [x.WithShape(index.Shape, x.Strides), .. source is null ? [] : new[] { source.WithShape(index.Shape, source.Strides) }]));
        }
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

    /// <summary>Tensors of integers that name dims of another together, as strides over what they name.</summary>
    /// <param name="Named">The dims, ascending.</param>
    /// <param name="Shape">Of what they name.</param>
    /// <param name="Strides">Those of the tensor that is indexed; 0 along the joint dims of the indices.</param>
    /// <param name="IndexStrides">Those of each index; 0 along all other dims.</param>
    private sealed record JointIndices((int Dim, Node Index)[] Named, ImmutableArray<SymInt> Shape, ImmutableArray<SymInt> Strides,
        ImmutableArray<ImmutableArray<SymInt>> IndexStrides)
    {
        /// <param name="context">The call.</param>
        /// <param name="name">Name of the tensor that is indexed.</param>
        /// <param name="indices">Name of the list of indices per dim.</param>
        /// <param name="shape">Of what they name, where the call's result has it.</param>
        /// <returns>Null where indices are masks, or of several dtypes.</returns>
        public static JointIndices? Of(InferenceContext context, string name, string indices, ImmutableArray<SymInt>? shape)
        {
            if (context[indices] is not ListArgument { Items: var items }
                || items.Any(i => i is not (NoneArgument or NodeArgument { Node.Type: TensorType })))
            {
                return null;
            }
            var x = context.Tensor(name);
            (int Dim, Node Index)[] named =
                [.. items.Index().Where(i => i.Item is NodeArgument).Select(i => (i.Index, ((NodeArgument)i.Item).Node))];
            TensorType[] types = [.. named.Select(n => (TensorType)n.Index.Type)];
            if (types.Length == 0 || !KernelCalls.IsIndex(types[0].DType) || types.Any(t => t.DType != types[0].DType))
            {
                return null;
            }
            int[] dims = [.. named.Select(n => n.Dim)];
            var (place, rank) = (AdvancedIndex.AreNeighbours(dims) ? dims[0] : 0, types.Max(t => t.Rank));
            int[] kept = [.. Enumerable.Range(0, x.Rank).Where(d => !dims.Contains(d))];
            var whole = shape ?? AdvancedIndex.TypeOf(context, x, context.OptionalTensors(indices)).Shape;
            ImmutableArray<SymInt> Over(IEnumerable<SymInt> before, IEnumerable<SymInt> joint, IEnumerable<SymInt> after) =>
                [.. before, .. joint, .. after];
            IEnumerable<SymInt> Zeros(int count) => Enumerable.Repeat((SymInt)0, count);
            var joint = whole[place..(place + rank)];
            return new JointIndices(named, whole,
                Over(kept[..place].Select(d => x.Strides[d]), Zeros(rank), kept[place..].Select(d => x.Strides[d])),
                [.. types.Select(t =>
                    Over(Zeros(place), Operators.Strides.Broadcast(context, t, joint), Zeros(kept.Length - place)))]);
        }
    }

    private static bool IsDense(InferenceContext context, MergedDims dims, int operand) =>
        Shapes.IsOne(dims.Count) || Shapes.AreEqual(context, dims.Strides[operand][0], 1);
}
