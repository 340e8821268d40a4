using Piecewise.Graphs;
using Piecewise.Tensors;

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
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 2), Tensor.From([1f, 2f], 2))
                .Gives(Tensor.From([1f, 2f, 1f, 2f], 2, 2)).Showing("broadcast"),
            OperatorSample.Of(Tensor.From([0L, 0], 2), Tensor.From([1.7f, -1.7f], 2)).Gives(Tensor.From([1L, -1], 2)).Showing("cast"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1L, 2, 3], 3, 1))
                .Gives(Tensor.From([1f, 1f, 2f, 2f, 3f, 3f], 3, 2)).WithStrides(1, 3).Showing("the strides are those of the first"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f], 7).AsStrided([2, 2], [4, 2], 0), Tensor.From([5f, 6f], 2))
                .Gives(Tensor.From([5f, 6f, 5f, 6f], 2, 2)).WithStrides(4, 2).Showing("gaps are kept too"),
        ];

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
            return self.DType == source.DType && self.Rank == source.Rank && self.Shape.Zip(source.Shape).All(d => Shapes.AreEqual(context, d.First, d.Second)) ? "src" : null;
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
            Interpreter.WriteInto(result, context.Tensor("src"));
            return result;
        }
    }
}
