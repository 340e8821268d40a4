using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The elements at which a mask is true, in row-major order: taken out, or replaced one after the other. Source:
/// <c>torch.masked_select</c>, <c>torch.masked_scatter</c>.
/// </summary>
internal sealed class MaskedSelect : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var scatter = new MaskedScatterOperator();
        return
        [
            new MaskedSelectOperator(), scatter,
            new InPlaceOperator("aten::masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)", scatter),
        ];
    }

    private static TensorType Joint(InferenceContext context)
    {
        var (self, mask) = (context.Tensor("self"), context.Tensor("mask"));
        return mask.DType == DType.Bool
            ? self.WithShape(Shapes.Broadcast(context, self.Shape, mask.Shape))
            : throw context.Error($"a mask holds bools, not {mask}.");
    }

    // Positions in row-major order at which the mask is true, as offsets.
    private static Tensor Positions(Tensor mask, ReadOnlySpan<long> shape)
    {
        var flags = Masks.Flags(mask.Broadcast(shape));
        var positions = new long[Masks.Count(flags)];
        for (int i = 0, next = 0; i < flags.Length; i++)
        {
            if (flags[i])
            {
                positions[next++] = i;
            }
        }
        return Tensor.From(positions, positions.Length);
    }

    private sealed class MaskedSelectOperator() : Operator("aten::masked_select(Tensor self, Tensor mask) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var joint = Joint(context);
            return joint.WithShape([context.Shapes.NewUnbacked(context.Shapes.BoundsOf(joint.ElementCount) with { Min = 0 })]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, mask) = (context.Tensor("self"), context.Tensor("mask"));
            var shape = Layout.Broadcast(self.Shape, mask.Shape);
            var positions = Positions(mask, shape);
            var result = Tensor.Zeros(self.DType, positions.ElementCount);
            new IndexedElements([positions.ElementCount], self.Broadcast(shape).Contiguous(), [0], positions, [1]).CopyTo(result);
            return result;
        }
    }

    private sealed class MaskedScatterOperator() : Operator("aten::masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => context.Tensor("source").DType == context.Tensor("self").DType
            ? Joint(context)
            : throw context.Error($"source {context.Tensor("source")} does not have the dtype of {context.Tensor("self")}.");

        public override Value Evaluate(EvaluationContext context)
        {
            var result = Results.Allocate(context);
            Strided.Copy(context.Tensor("self").Broadcast(result.Shape), result);
            var positions = Positions(context.Tensor("mask"), result.Shape);
            var source = context.Tensor("source").Contiguous();
            if (source.ElementCount < positions.ElementCount)
            {
                throw context.Error($"the mask asks for {positions.ElementCount} elements, and source {source} has fewer.");
            }
            new IndexedElements([positions.ElementCount], result, [0], positions, [1])
                .CopyFrom(source.View(source.ElementCount).Slice(0, 0, positions.ElementCount));
            return result;
        }
    }
}
