using Piecewise.Graphs;

namespace Piecewise.Operators.Sym;

/// <summary>
/// One element of a tuple (P3). Not to be mistaken for slicing: its first argument is never a tensor. Source: <c>operator.getitem</c>.
/// </summary>
internal sealed class GetItem : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GetItemOperator()];

    // The result is the element itself, so it aliases whatever the element aliases; analyses look through it.
    private sealed class GetItemOperator() : Operator("_operator::getitem(Tensor(a)[] self, int index) -> Tensor(a)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var items = context["self"] switch
            {
                NodeArgument { Node.Type: TupleType tuple } => tuple.Items,
                ListArgument list => [.. list.Items.Select(context.TypeOf)],
                _ => throw context.Error("takes an element of a tuple."),
            };
            var index = context.Int("index");
            return index >= 0 && index < items.Length ? items[(int)index]
                : throw context.Error($"index {index} is outside a tuple of {items.Length}.");
        }

        public override RowRule? RowWise(InferenceContext call, int dim) => RowRule.Of(call, "self", dim);

        public override Value Evaluate(EvaluationContext context) => context["self"].Items[(int)context.Int("index")];
    }
}
