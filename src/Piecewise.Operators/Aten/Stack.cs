using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Tensors of one shape joined along a new dim. Source: <c>torch.stack</c>.</summary>
internal sealed class Stack : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new StackOperator()];

    private sealed class StackOperator() : Operator("aten::stack(Tensor[] tensors, int dim=0) -> Tensor")
    {
        // Joined along the dim that the new one splits afterwards, which is why channels-last operands stay so; a new last dim has none to
        // split.
        public override NodeType Infer(InferenceContext context)
        {
            var tensors = context.Tensors("tensors");
            var (first, dim) = Checked(context, tensors);
            if (dim == first.Rank)
            {
                return Cat.TypeOf(context, [.. tensors.Select(t => Unsqueezed(t, dim).TypeOver(t))], dim);
            }
            var joined = Cat.TypeOf(context, tensors, dim);
            var shape = first.Shape.Insert(dim, tensors.Length);
            return joined.WithShape(shape, Strides.View(context, joined, shape));
        }

        public override ImmutableArray<ResultPart> Parts(InferenceContext context)
        {
            var result = context.Result();
            if (context["tensors"] is not ListArgument { Items: var items } || context.Tensors("tensors").Any(t => t.DType != result.DType))
            {
                return [];
            }
            var dim = context.NormalizeDim(context.Int("dim"), result.Rank);
            return [.. items.Select((item, i) => ViewLayout.Of(result).Slice(dim, i, 1, 1).RemoveAt(dim) is var layout
                ? new ResultPart(((NodeArgument)item).Node, layout.TypeOver(result), layout.Offset)
                : null!)];
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var tensors = context.Tensors("tensors");
            var result = Results.Allocate(context);
            var dim = context.NormalizeDim(context.Int("dim"), result.Rank);
            for (var i = 0; i < tensors.Length; i++)
            {
                Assignment.Write(result.Select(dim, i), tensors[i]);
            }
            return result;
        }

        private static ViewLayout Unsqueezed(TensorType type, int dim) => new(type.Shape.Insert(dim, 1), type.Strides.Insert(dim, 1));

        private static (TensorType First, int Dim) Checked(InferenceContext context, ImmutableArray<TensorType> tensors)
        {
            if (tensors.IsEmpty)
            {
                throw context.Error("there is nothing to stack.");
            }
            var first = tensors[0];
            foreach (var tensor in tensors)
            {
                if (tensor.Rank != first.Rank || tensor.Shape.Zip(first.Shape).Any(p => context.Refutes(SymBool.Eq(p.First, p.Second))))
                {
                    throw context.Error($"{tensor} has another shape than {first}.");
                }
            }
            return (first, context.NormalizeDim(context.Int("dim"), first.Rank + 1));
        }
    }
}
