using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Parts of columns, rows or depth, as views. Source: <c>torch.hsplit</c>, <c>torch.vsplit</c>, <c>torch.dsplit</c>.</summary>
internal sealed class AxisSplit : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new SectionsOperator("aten::hsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]", 1),
        new SectionsOperator("aten::vsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]", 0),
        new SectionsOperator("aten::dsplit.int(Tensor(a -> *) self, int sections) -> Tensor(a)[]", 2),
        new IndicesOperator("aten::hsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]", 1),
        new IndicesOperator("aten::vsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]", 0),
        new IndicesOperator("aten::dsplit.array(Tensor(a -> *) self, int[] indices) -> Tensor(a)[]", 2),
    ];

    // A vector has its columns in dim 0.
    private static int DimOf(int axis, int rank) => axis == 1 && rank == 1 ? 0 : axis;

    private static int DimOf(InferenceContext context, int axis)
    {
        var rank = context.Tensor("self").Rank;
        return rank >= (axis == 1 ? 1 : axis == 0 ? 2 : 3) ? DimOf(axis, rank)
            : throw context.Error($"a tensor of rank {rank} has no such axis.");
    }

    private sealed class SectionsOperator(string schema, int axis) : PartsViewOperator(schema)
    {
        protected override ImmutableArray<ViewLayout> Layouts(InferenceContext context)
        {
            var (sections, dim) = (context.Int("sections"), DimOf(context, axis));
            var size = context.Tensor("self").Shape[dim];
            return sections > 0 && !context.Refutes(SymBool.Eq(SymInt.Mod(size, sections), 0))
                ? Split.Sections(context, dim, sections)
                : throw context.Error($"size {size} can't be cut into {sections} equal parts.");
        }

        protected override Argument PartsDim(ScatterContext context) => (long)DimOf(axis, context.BaseType.Rank);
    }

    private sealed class IndicesOperator(string schema, int axis) : PartsViewOperator(schema)
    {
        public override Node Scatter(ScatterContext context) => Split.ReplacePart(context, (long)DimOf(axis, context.BaseType.Rank));

        protected override ImmutableArray<ViewLayout> Layouts(InferenceContext context) =>
            Split.BetweenIndices(context, DimOf(context, axis), context.SymInts("indices"));
    }
}
