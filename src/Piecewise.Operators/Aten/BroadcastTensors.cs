using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Tensors repeated to their joint shape. Source: <c>torch.broadcast_tensors</c>.</summary>
/// <remarks>The results have the strides of expanded views, as in PyTorch, over memory of their own, as the schema says.</remarks>
internal sealed class BroadcastTensors : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new BroadcastTensorsOperator()];

    private sealed class BroadcastTensorsOperator() : Operator("aten::broadcast_tensors(Tensor[] tensors) -> Tensor[]")
    {
        // PyTorch's are views, which its schema does not say.
        public override string? StorageLike => "tensors";

        // So a write through one is not understood.
        public override bool? ResultIsView(InferenceContext context) => null;

        public override NodeType Infer(InferenceContext context)
        {
            var tensors = context.Tensors("tensors");
            var shape = Shapes.Broadcast(context, [.. tensors.Select(t => t.Shape)]);
            return new TupleType([.. tensors.Select(t => (NodeType)Expand.To(context, t, shape).TypeOver(t))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var tensors = context.Tensors("tensors");
            long[] shape = [];
            foreach (var tensor in tensors)
            {
                shape = Layout.Broadcast(shape, tensor.Shape);
            }
            return Value.List(tensors.Select(t => (Value)Results.CopyWithStrides(t).Broadcast(shape)));
        }
    }
}
