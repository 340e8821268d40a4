using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Dims in reverse order, and quarter turns made of that. Source: <c>torch.flip</c>, <c>torch.fliplr</c>, <c>torch.flipud</c>,
/// <c>torch.rot90</c>.
/// </summary>
internal sealed class Flip : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new FlipOperator(),
        new MatrixFlipOperator("aten::fliplr(Tensor self) -> Tensor", 1),
        new MatrixFlipOperator("aten::flipud(Tensor self) -> Tensor", 0),
        new QuarterTurnOperator(),
    ];

    private static TensorType TypeOf(InferenceContext context, TensorType self) =>
        self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self));

    private static Tensor Reversed(EvaluationContext context, Tensor self, params ReadOnlySpan<int> dims)
    {
        var result = Results.Allocate(TypeOf(context.Types(), TensorType.Of(self)));
        var source = self;
        foreach (var dim in dims)
        {
            source = source.Rank == 0 ? source : source.Slice(dim, self.Shape[dim] - 1, self.Shape[dim], -1);
        }
        Strided.Copy(source, result);
        return result;
    }

    private sealed class FlipOperator() : Operator("aten::flip(Tensor self, int[] dims) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            int[] dims = [.. context.Ints("dims").Select(d => context.NormalizeDim(d, self.Rank))];
            return dims.Distinct().Count() == dims.Length ? TypeOf(context, self)
                : throw context.Error($"a dim appears twice in [{string.Join(", ", dims)}].");
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            var strides = self.Strides;
            SymInt first = 0;
            foreach (var dim in context.Ints("dims").Select(d => context.NormalizeDim(d, self.Rank)).Where(_ => self.Rank > 0))
            {
                first += (self.Shape[dim] - 1) * strides[dim];
                strides = strides.SetItem(dim, -1 * strides[dim]);
            }
            return KernelCalls.Copy(context, "self", self.Shape, strides, result => result.Strides, first);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return Reversed(context, self, [.. context.Ints("dims").Select(d => context.NormalizeDim(d, self.Rank))]);
        }
    }

    private sealed class MatrixFlipOperator(string schema, int dim) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => context.Tensor("self") is var self && self.Rank > dim
            ? TypeOf(context, self)
            : throw context.Error($"{self} has no dim {dim}.");

        public override Value Evaluate(EvaluationContext context) => Reversed(context, context.Tensor("self"), dim);
    }

    private sealed class QuarterTurnOperator() : Operator("aten::rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dims = context.Ints("dims");
            if (dims.Length != 2 || self.Rank < 2 || context.NormalizeDim(dims[0], self.Rank) == context.NormalizeDim(dims[1], self.Rank))
            {
                throw context.Error($"a turn needs two different dims, not [{string.Join(", ", dims)}] of {self}.");
            }
            return Turns(context.Int("k")) switch
            {
                0 => self.WithShape(self.Shape),
                2 => TypeOf(context, self),
                _ => Exchanged(TypeOf(context, self), context.NormalizeDim(dims[0], self.Rank), context.NormalizeDim(dims[1], self.Rank)),
            };
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dims = context.Ints("dims");
            var (a, b) = (context.NormalizeDim(dims[0], self.Rank), context.NormalizeDim(dims[1], self.Rank));
            return Turns(context.Int("k")) switch
            {
                0 => self.Clone(),
                1 => Reversed(context, self, b).Permute(Order(self.Rank, a, b)),
                2 => Reversed(context, self, a, b),
                _ => Reversed(context, self, a).Permute(Order(self.Rank, a, b)),
            };
        }

        private static int Turns(long k) => (int)((k % 4 + 4) % 4);

        private static int[] Order(int rank, int a, int b) => [.. Enumerable.Range(0, rank).Select(d => d == a ? b : d == b ? a : d)];

        private static TensorType Exchanged(TensorType type, int a, int b) =>
            ViewLayout.Permuted(type, Order(type.Rank, a, b)).TypeOver(type);
    }
}
