using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The values of another tensor, cast and broadcast to this one's dtype, shape and strides. Source: <c>torch.Tensor.copy_</c>.
/// </summary>
internal sealed class Copy : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var copy = new CopyOperator();
        return [copy, Families.InPlace(copy)];
    }

    private sealed class CopyOperator() : Operator("aten::copy(Tensor self, Tensor src, bool non_blocking=False) -> Tensor")
    {
        public override string? StorageLike => "self";

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            Shapes.RequireBroadcast(context, context.Tensor("src").Shape, self.Shape, "src");
            // Memory that several elements share can't hold their values: such a tensor is copied without repetition.
            return self.Strides.Zip(self.Shape).Any(d => d.First == 0 && !Shapes.IsOne(d.Second))
                ? self.WithShape(self.Shape, MemoryFormats.Strides(context, self, MemoryFormat.Preserve))
                : self;
        }

        public override string? SameAs(InferenceContext context)
        {
            var (self, source) = (context.Tensor("self"), context.Tensor("src"));
            return self.DType == source.DType && self.Rank == source.Rank
                && self.Shape.Zip(source.Shape).All(d => Shapes.AreEqual(context, d.First, d.Second)) ? "src" : null;
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var (result, source) = (context.Result(), context.Tensor("src"));
            return !result.DType.IsComplex() && !source.DType.IsComplex() && context["src"] is NodeArgument { Node: var node }
                ? LoopForm.Pointwise([node], result, new ScalarOperand(0, source.DType).As(result.DType))
                : null;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var overlaps = false;
            for (var i = 0; i < self.Rank; i++)
            {
                overlaps |= self.Strides[i] == 0 && self.Shape[i] > 1;
            }
            var result = Tensor.ZerosStrided(self.DType, self.Shape,
                overlaps ? MemoryFormats.Strides(self, MemoryFormat.Preserve) : self.Strides);
            Assignment.Write(result, context.Tensor("src"));
            return result;
        }
    }
}
