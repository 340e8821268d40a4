using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>
/// Runs a graph on its own results for as long as another graph's single result holds. Both are given the carried values and, after
/// them, the extra ones, which stay as they are. Source: <c>torch._higher_order_ops.while_loop</c>.
/// </summary>
internal sealed class WhileLoop : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new WhileLoopOperator()];

    private sealed class WhileLoopOperator()
        : Operator("higher_order::while_loop(Graph cond_graph, Graph body_graph, Tensor[] carried, Tensor[] extra) -> Tensor[]")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var body = BranchTypes.Graph(context, "body_graph");
            NodeType[] operands = [.. Types(context, "carried"), .. Types(context, "extra")];
            BranchTypes.RequireOperands(context, body, operands);
            BranchTypes.RequireOperands(context, BranchTypes.Graph(context, "cond_graph"), operands);
            return BranchTypes.Join(context, Types(context, "carried"), BranchTypes.OutputsOf(body, context));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (given, extra) = (context["carried"].Items, context["extra"].Items);
            var (cond, body) = (context.Graph("cond_graph"), context.Graph("body_graph"));
            var carried = given;
            while (Holds(context, cond, [.. carried, .. extra]))
            {
                carried = context.Interpreter.Run(body, [.. carried, .. extra]);
            }
            var types = context.Types();
            var (before, after) = (Types(types, "carried"), BranchTypes.OutputsOf(body, types));
            return Value.List(carried.Select(
                (v, i) => BranchTypes.Settle(v, BranchTypes.IsRowMajor(before[i], after[i]), [.. given, .. extra])));
        }

        private static ImmutableArray<NodeType> Types(InferenceContext context, string name) => context[name] is ListArgument list
            ? [.. list.Items.Select(context.TypeOf)]
            : throw context.Error($"argument '{name}' must be a list.");

        private static bool Holds(EvaluationContext context, Graph cond, ImmutableArray<Value> values)
        {
            var result = context.Interpreter.Run(cond, values)[0];
            return result.IsTensor ? Cast.To(result.Tensor, DType.Bool).Item<bool>() : result.Scalar.ToBool();
        }
    }
}
