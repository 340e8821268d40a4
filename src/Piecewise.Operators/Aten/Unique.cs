using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Different elements, or different slices of a dim: of all in ascending order, or of each run of equal neighbours. With them, where each
/// element went, and how often each occurs. Source: <c>torch.unique</c>, <c>torch.unique_consecutive</c>.
/// </summary>
/// <remarks>NaN differs from NaN. Results that are not asked for are empty, as in PyTorch.</remarks>
internal sealed class Unique : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new UniqueOperator("aten::_unique(Tensor self, bool sorted=True, bool return_inverse=False) -> (Tensor, Tensor)",
            neighbours: false),
        new UniqueOperator(
            "aten::_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, "
            + "Tensor)", neighbours: false),
        new UniqueOperator(
            "aten::unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, "
            + "bool return_counts=False) -> (Tensor, Tensor, Tensor)", neighbours: false),
        new UniqueOperator(
            "aten::unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, "
            + "int? dim=None) -> (Tensor, Tensor, Tensor)", neighbours: true),
        new UniqueOperator(
            "aten::unique_dim_consecutive(Tensor self, int dim, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, "
            + "Tensor)", neighbours: true),
    ];

    private sealed class UniqueOperator(string schema, bool neighbours) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = Schema.HasArgument("dim") ? context.OptionalInt("dim") : null;
            var among = dim is null ? self.ElementCount : self.Rank == 0 ? 1 : self.Shape[context.NormalizeDim(dim.Value, self.Rank)];
            var bounds = context.Shapes.BoundsOf(among);
            var count = context.Shapes.NewUnbacked(bounds with { Min = bounds.Min >= 1 ? 1 : 0 });
            var places = dim is null ? self.Shape : [among];
            var inverse = new TensorType(DType.I64, HasAll(dim, self.Rank) || context.Bool("return_inverse") ? places : [0],
                device: self.Device);
            var values = dim is null || self.Rank == 0 ? self.WithShape([count]) : Chosen(context, self, dim.Value, count);
            var results = ImmutableArray.Create<NodeType>(values, inverse);
            return new TupleType(Schema.Results.Length == 2
                ? results
                : results.Add(
                    new TensorType(DType.I64, [HasAll(dim, self.Rank) || context.Bool("return_counts") ? count : 0], device: self.Device)));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dim = Schema.HasArgument("dim") ? context.OptionalInt("dim") : null;
            var along = dim is null ? 0 : context.NormalizeDim(dim.Value, self.Rank);
            var slices = dim is null || self.Rank == 0 ? self.Contiguous().View(self.ElementCount, 1) : Slices(self, along);
            var groups = Groups.Of(Cast.To(slices, Pointwise.ComputeDType(self.DType)), neighbours);
            var values = dim is null || self.Rank == 0
                ? Indexing.SlicesAt(slices.View(slices.Shape[0]), 0, groups.First)
                : Indexing.SlicesAt(self.Permute(SliceFirst(self.Rank, along)), 0, groups.First).Permute(SliceBack(self.Rank, along));
            var hasAll = HasAll(dim, self.Rank);
            var inverse = hasAll || context.Bool("return_inverse")
                ? Tensor.From(groups.Inverse, dim is null ? self.Shape : [groups.Inverse.Length])
                : Tensor.Zeros(DType.I64, 0);
            if (Schema.Results.Length == 2)
            {
                return Value.List(values, inverse);
            }
            var counts = hasAll || context.Bool("return_counts") ? Tensor.From(groups.Counts, groups.Counts.Length)
                : Tensor.Zeros(DType.I64, 0);
            return Value.List(values, inverse, counts);
        }

        // PyTorch finds slices of a dim by way of the inverse and gives all that it found; elements of a vector are no slices to it.
        private bool HasAll(long? dim, int rank) => dim is not null && !(Schema.BaseName == "unique_consecutive" && dim == 0 && rank == 1);

        private static int[] SliceFirst(int rank, int dim) => [dim, .. Enumerable.Range(0, rank).Where(d => d != dim)];

        private static int[] SliceBack(int rank, int dim) => [.. Enumerable.Range(1, dim), 0, .. Enumerable.Range(dim + 1, rank - dim - 1)];

        // The slices lie one after the other in memory, whichever dim they are taken from.
        private static TensorType Chosen(InferenceContext context, TensorType self, long dim, SymInt count)
        {
            var along = context.NormalizeDim(dim, self.Rank);
            var rows = self.WithShape([count, .. SliceFirst(self.Rank, along)[1..].Select(d => self.Shape[d])]);
            return ViewLayout.Permuted(rows, SliceBack(self.Rank, along)).TypeOver(rows);
        }

        private static Tensor Slices(Tensor self, int dim)
        {
            var size = self.Shape[dim];
            return self.Permute(SliceFirst(self.Rank, dim)).Contiguous().View(size, size == 0 ? 0 : self.ElementCount / size);
        }
    }
}
