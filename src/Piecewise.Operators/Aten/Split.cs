using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Parts of one dim, one after the other, as views. Their number must follow from the types.
/// Source: <c>torch.split</c>, <c>torch.chunk</c>, <c>torch.tensor_split</c>.
/// </summary>
internal sealed class Split : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var split = new SplitOperator("aten::split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]");
        var sizes = new SplitSizesOperator("aten::split_with_sizes(Tensor(a -> *) self, SymInt[] split_sizes, int dim=0) -> Tensor(a)[]");
        var chunk = new ChunkOperator();
        return
        [
            split, sizes, chunk, new SectionsOperator(), new IndicesOperator(),
            new SplitSizesOperator("aten::split.sizes(Tensor(a -> *) self, SymInt[] split_size, int dim=0) -> Tensor(a)[]"),
            new ViewCopyOperator("aten::split_copy.Tensor(Tensor self, SymInt split_size, int dim=0) -> Tensor[]", split),
            new ViewCopyOperator("aten::split_with_sizes_copy(Tensor self, SymInt[] split_sizes, int dim=0) -> Tensor[]", sizes),
            // Fresh memory for every analysis, so the kernels copy.
            new ViewCopyOperator("aten::unsafe_split.Tensor(Tensor self, SymInt split_size, int dim=0) -> Tensor[]", split,
                keepStrides: true),
            new ViewCopyOperator("aten::unsafe_split_with_sizes(Tensor self, SymInt[] split_sizes, int dim=0) -> Tensor[]", sizes,
                keepStrides: true),
            new ViewCopyOperator("aten::unsafe_chunk(Tensor self, int chunks, int dim=0) -> Tensor[]", chunk, keepStrides: true),
        ];
    }

    /// <summary>Parts that one call may make: a size of a few characters must not make a list of a billion views.</summary>
    internal const int MaxParts = 1 << 16;

    /// <summary>A number of parts, if it is one that can be.</summary>
    internal static int Count(InferenceContext context, long parts) => parts is >= 0 and <= MaxParts
        ? (int)parts
        : throw context.Error($"it would make {parts} parts, more than the {MaxParts} that one call may make.");

    /// <summary>Equal parts of which the last may be smaller.</summary>
    internal static IEnumerable<SymInt> EqualParts(InferenceContext context, SymInt size, SymInt part, long? expected = null)
    {
        if (Shapes.AreEqual(context, part, 0))
        {
            return Shapes.AreEqual(context, size, 0)
                ? Enumerable.Repeat((SymInt)0, Count(context, expected ?? 1))
                : throw context.Error($"parts of size 0 can't make up a dim of size {size}.");
        }
        if (context.Refutes(SymBool.Ge(part, 0)))
        {
            throw context.Error($"a part can't have size {part}.");
        }
        var count = Sizes.Max(context, context.Shapes.Simplify(SymInt.CeilDiv(size, part)), 1);
        if (!count.TryGetConstant(out var parts))
        {
            // An exported program fixes the number of parts; where the facts do not give it, it is what was asked for.
            parts = context.Shapes.BoundsOf(count) is { IsSingle: true, Min: { } single } ? single
                : expected ?? throw context.Error($"the number of parts of size {part} in {size} is not known.");
            if (context.Refutes(SymBool.Eq(count, parts)))
            {
                throw context.Error($"a dim of size {size} has not {parts} parts of size {part}.");
            }
        }
        return Enumerable.Repeat(part, Count(context, parts) - 1).Append(context.Shapes.Simplify(size - part * (parts - 1)));
    }

    /// <summary>That many parts, the first of which are larger by one where the size does not divide.</summary>
    internal static ImmutableArray<ViewLayout> Sections(InferenceContext context, int dim, long sections)
    {
        var self = context.Tensor("self");
        if (self.Rank == 0 || sections <= 0)
        {
            throw context.Error($"a dim of a tensor of rank {self.Rank} can't be cut into {sections} parts.");
        }
        var (size, layout, shapes) = (self.Shape[dim], ViewLayout.Of(self), context.Shapes);
        var (all, larger) = (shapes.Simplify(SymInt.FloorDiv(size, sections)), shapes.Simplify(SymInt.Mod(size, sections)));
        // They lie in the dim whatever its size is, and where is no sum of the parts before, which would grow from part to part.
        return
        [
            .. Enumerable.Range(0, Count(context, sections)).Select(i => layout.Slice(dim,
                shapes.Simplify((all * i) + Sizes.Min(context, larger, i)),
                shapes.Simplify(SymInt.FloorDiv(size + sections - 1 - i, sections)), 1)),
        ];
    }

    /// <summary>Parts of <c>self</c> of these sizes, one after the other.</summary>
    internal static ImmutableArray<ViewLayout> InOrder(InferenceContext context, int dim, Func<SymInt, IEnumerable<SymInt>> parts)
    {
        var self = context.Tensor("self");
        if (self.Rank == 0)
        {
            throw context.Error("a tensor of rank 0 has no dim to cut.");
        }
        var result = ImmutableArray.CreateBuilder<ViewLayout>();
        SymInt start = 0;
        foreach (var part in parts(self.Shape[dim]))
        {
            result.Add(ViewLayout.Of(self).Part(context, dim, start, part));
            start += part;
        }
        return result.ToImmutable();
    }

    /// <summary>
    /// The parts of <c>self</c> before, between and after positions, each cut as a Python slice: they may overlap or be empty.
    /// </summary>
    internal static ImmutableArray<ViewLayout> BetweenIndices(InferenceContext context, int dim, ImmutableArray<SymInt> indices)
    {
        var self = context.Tensor("self");
        if (self.Rank == 0)
        {
            throw context.Error("a tensor of rank 0 has no dim to cut.");
        }
        return [.. Enumerable.Range(0, indices.Length + 1).Select(i =>
        {
            var (start, length) = Sizes.Slice(context, self.Shape[dim], i == 0 ? null : indices[i - 1],
                i == indices.Length ? null : indices[i], 1);
            return ViewLayout.Of(self).Slice(dim, start, length, 1);
        })];
    }

    /// <summary>The inverse of <see cref="BetweenIndices"/> for one part.</summary>
    internal static Node ReplacePart(ScatterContext context, Argument dim)
    {
        var indices = ((ListArgument)context.Argument("indices")).Items;
        var start = context.ResultIndex == 0 ? Argument.None : indices[context.ResultIndex - 1];
        var end = context.ResultIndex == indices.Length ? Argument.None : indices[context.ResultIndex];
        return context.Call("aten::slice_scatter.default", context.Base, context.NewView, dim, start, end);
    }

    private sealed class SplitOperator(string schema) : SplittingOperator(schema)
    {
        protected override IEnumerable<SymInt> Parts(InferenceContext context, SymInt size) =>
            EqualParts(context, size, context.SymInt("split_size"));
    }

    private sealed class SplitSizesOperator(string schema) : SplittingOperator(schema)
    {
        protected override IEnumerable<SymInt> Parts(InferenceContext context, SymInt size)
        {
            var parts = context.SymInts(Schema.Arguments[1].Name);
            var sum = parts.Aggregate((SymInt)0, (a, b) => a + b);
            return context.Refutes(SymBool.Eq(sum, size))
                ? throw context.Error($"parts [{string.Join(", ", parts)}] do not add up to the size {size}.")
                : parts;
        }
    }

    private sealed class ChunkOperator() : SplittingOperator("aten::chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]")
    {
        protected override IEnumerable<SymInt> Parts(InferenceContext context, SymInt size)
        {
            var chunks = context.Int("chunks");
            return chunks > 0
                ? EqualParts(context, size, context.Shapes.Simplify(SymInt.CeilDiv(size, chunks)), chunks)
                : throw context.Error($"a dim can't be cut into {chunks} parts.");
        }
    }

    private sealed class SectionsOperator()
        : PartsViewOperator("aten::tensor_split.sections(Tensor(a -> *) self, SymInt sections, int dim=0) -> Tensor(a)[]")
    {
        protected override ImmutableArray<ViewLayout> Layouts(InferenceContext context) =>
            Sections(context, context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank), context.Int("sections"));
    }

    private sealed class IndicesOperator()
        : PartsViewOperator("aten::tensor_split.indices(Tensor(a -> *) self, SymInt[] indices, int dim=0) -> Tensor(a)[]")
    {
        public override Node Scatter(ScatterContext context) => ReplacePart(context, context.Argument("dim"));

        protected override ImmutableArray<ViewLayout> Layouts(InferenceContext context) =>
            BetweenIndices(context, context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank), context.SymInts("indices"));
    }

    private abstract class SplittingOperator(string schema) : PartsViewOperator(schema)
    {
        protected override ImmutableArray<ViewLayout> Layouts(InferenceContext context)
        {
            var dim = context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank);
            return InOrder(context, dim, size => Parts(context, size));
        }

        protected abstract IEnumerable<SymInt> Parts(InferenceContext context, SymInt size);
    }
}
