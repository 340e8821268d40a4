using Piecewise.Graphs;

namespace Piecewise.Operators.Sym;

/// <summary>
/// One size of a tensor as a symbolic int: the only way in which a size enters a graph (P4). Source: <c>aten.sym_size</c>.
/// </summary>
internal sealed class SymSize : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new SymSizeOperator()];

    private sealed class SymSizeOperator() : Operator("aten::sym_size.int(Tensor self, int dim) -> SymInt")
    {
        public override bool IsSizeQuery => true;

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return new SymIntType(self.Shape[context.NormalizeDim(context.Int("dim"), self.Rank)]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return self.Shape[context.NormalizeDim(context.Int("dim"), self.Rank)];
        }
    }
}
