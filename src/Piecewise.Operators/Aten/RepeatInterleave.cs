using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Each element several times in a row. Source: <c>torch.repeat_interleave</c>.</summary>
internal sealed class RepeatInterleave : IOperatorSource
{
    private const int MaxParts = 8;

    public IEnumerable<Operator> Create() => [new CountOperator(), new CountsOperator(), new PositionsOperator()];

    // Without a dim the elements are taken in row-major order.
    private static Tensor Operand(EvaluationContext context, out int dim)
    {
        var self = context.Tensor("self");
        if (context.OptionalInt("dim") is { } given)
        {
            dim = context.NormalizeDim(given, self.Rank);
            return self.Rank == 0 ? self.Unsqueeze(0) : self;
        }
        dim = 0;
        return self.Contiguous().View(self.ElementCount);
    }

    private static TensorType TypeOf(InferenceContext context, Func<SymInt, SymInt> length)
    {
        var self = context.Tensor("self");
        if (context.OptionalInt("dim") is not { } given)
        {
            return self.WithShape([length(self.ElementCount)]);
        }
        var dim = context.NormalizeDim(given, self.Rank);
        return self.Rank == 0 ? self.WithShape([length(1)]) : self.WithShape(self.Shape.SetItem(dim, length(self.Shape[dim])));
    }

    private static long[] Positions(EvaluationContext context, Tensor repeats, long size)
    {
        if (repeats.DType is not (DType.I32 or DType.I64) || repeats.Rank > 1)
        {
            throw context.Error($"the numbers of repeats are a vector of i32 or i64, not {repeats}.");
        }
        var counts = Cast.To(repeats, DType.I64).ToArray<long>();
        if (counts.Length != size && counts.Length != 1)
        {
            throw context.Error($"{counts.Length} numbers of repeats do not fit {size} elements.");
        }
        long total = 0;
        for (var i = 0; i < size; i++)
        {
            var count = counts[counts.Length == 1 ? 0 : i];
            total = count < 0 ? throw context.Error($"{count} is a negative number of repeats.")
                : count <= Array.MaxLength - total ? total + count
                : throw context.Error($"the repeats add up to more than {Array.MaxLength}.");
        }
        if (context.OptionalInt("output_size") is { } expected && expected != total)
        {
            throw context.Error($"output_size is {expected}, and the repeats add up to {total}.");
        }
        Storage.Require(total * sizeof(long));
        var positions = new long[total];
        for (int i = 0, next = 0; i < size; i++)
        {
            var count = (int)counts[counts.Length == 1 ? 0 : i];
            positions.AsSpan(next, count).Fill(i);
            next += count;
        }
        return positions;
    }

    private sealed class CountOperator()
        : Operator("aten::repeat_interleave.self_int(Tensor self, SymInt repeats, int? dim=None, *, SymInt? output_size=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var repeats = context.SymInt("repeats");
            return context.Refutes(SymBool.Ge(repeats, 0))
                ? throw context.Error($"{repeats} is a negative number of repeats.")
                : TypeOf(context, size => RequireLength(context, size * repeats));
        }

        // A promise of how long the dim gets, by which PyTorch allocates.
        private static SymInt RequireLength(InferenceContext context, SymInt length) =>
            context.OptionalSymInt("output_size") is { } promised && context.Refutes(SymBool.Eq(promised, length))
                ? throw context.Error($"output_size is {promised}, and the repeats add up to {length}.")
                : length;

        // Few repeats along a dim are copies into every so many-th place, which can be computed together with what they copy.
        public override ImmutableArray<ResultPart> Parts(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.Rank == 0 || context.OptionalInt("dim") is not { } given || context["self"] is not NodeArgument { Node: var node }
                || !context.SymInt("repeats").TryGetConstant(out var repeats) || repeats is < 1 or > MaxParts)
            {
                return [];
            }
            var (dim, strides) = (context.NormalizeDim(given, self.Rank), context.Result().Strides);
            var place = self.WithShape(self.Shape, strides.SetItem(dim, strides[dim] * repeats));
            return [.. Enumerable.Range(0, (int)repeats).Select(i => new ResultPart(node, place, strides[dim] * i))];
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (self, repeats) = (context.Tensor("self"), context.SymInt("repeats"));
            if (self.Rank == 0)
            {
                return KernelCalls.Copy(context, "self", [repeats], [0], result => result.Strides);
            }
            // Each element of the dim is a dim of its repeats; without a dim each element of all, and the result is one dim.
            var hasDim = context.OptionalInt("dim") is not null;
            var dim = context.OptionalInt("dim") is { } given ? context.NormalizeDim(given, self.Rank) : self.Rank - 1;
            ImmutableArray<SymInt> shape = self.Shape.Insert(dim + 1, repeats);
            return KernelCalls.Copy(
                context, "self", shape, self.Strides.Insert(dim + 1, 0),
                result => hasDim ? [.. result.Strides[..dim], result.Strides[dim] * repeats, .. result.Strides[dim..]]
                    : [.. TensorType.ContiguousStrides(shape).Select(s => s * result.Strides[0])]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = Operand(context, out var dim);
            var repeats = context.Int("repeats");
            var result = Tensor.Zeros(self.DType, [.. self.Shape[..dim], self.Shape[dim] * repeats, .. self.Shape[(dim + 1)..]]);
            if (result.ElementCount > 0)
            {
                Assignment.Write(result.View([.. self.Shape[..(dim + 1)], repeats, .. self.Shape[(dim + 1)..]]), self.Unsqueeze(dim + 1));
            }
            return result;
        }
    }

    private sealed class CountsOperator()
        : Operator("aten::repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, SymInt? output_size=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var length = context.OptionalSymInt("output_size") ?? context.Shapes.NewUnbacked(Interval.AtLeast(0));
            return TypeOf(context, _ => length);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = Operand(context, out var dim);
            return Indexing.SlicesAt(self, dim, Positions(context, context.Tensor("repeats"), self.Shape[dim]));
        }
    }

    private sealed class PositionsOperator()
        : Operator("aten::repeat_interleave.Tensor(Tensor repeats, *, SymInt? output_size=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) =>
            context.Tensor("repeats").WithShape([context.OptionalSymInt("output_size") ?? context.Shapes.NewUnbacked(Interval.AtLeast(0))]);

        public override Value Evaluate(EvaluationContext context)
        {
            var repeats = context.Tensor("repeats");
            var positions = Positions(context, repeats, repeats.ElementCount);
            return Cast.To(Tensor.From(positions, positions.Length), repeats.DType);
        }
    }
}
