using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>
/// One of two graphs, chosen when the program runs by a tensor with one element or a symbolic bool. Source: <c>torch.cond</c>.
/// </summary>
internal sealed class Cond : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new CondOperator()];

    private sealed class CondOperator()
        : Operator("higher_order::cond(Tensor pred, Graph true_graph, Graph false_graph, Tensor[] operands) -> Tensor[]")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (a, b) = (BranchTypes.Graph(context, "true_graph"), BranchTypes.Graph(context, "false_graph"));
            NodeType[] operands = context["operands"] is ListArgument list
                ? [.. list.Items.Select(context.TypeOf)]
                : throw context.Error("argument 'operands' must be a list.");
            BranchTypes.RequireOperands(context, a, operands);
            BranchTypes.RequireOperands(context, b, operands);
            return BranchTypes.Join(context, BranchTypes.OutputsOf(a, context), BranchTypes.OutputsOf(b, context));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var pred = context["pred"];
            var holds = pred.IsTensor ? Cast.To(pred.Tensor, DType.Bool).Item<bool>() : pred.Scalar.ToBool();
            var operands = context["operands"].Items;
            var results = context.Interpreter.Run(context.Graph(holds ? "true_graph" : "false_graph"), operands);
            var types = context.Types();
            var a = BranchTypes.OutputsOf(context.Graph("true_graph"), types);
            var b = BranchTypes.OutputsOf(context.Graph("false_graph"), types);
            return Value.List(results.Select((r, i) => BranchTypes.Settle(r, BranchTypes.IsRowMajor(a[i], b[i]), operands)));
        }
    }
}
