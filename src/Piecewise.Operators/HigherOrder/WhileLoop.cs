using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Aten;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>
/// Runs a graph on its own results for as long as another graph's single result holds. Both are given the carried values and, behind
/// them, the extra ones, which stay as they are. Source: <c>torch._higher_order_ops.while_loop</c>.
/// </summary>
internal sealed class WhileLoop : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new WhileLoopOperator()];

    private sealed class WhileLoopOperator()
        : Operator("higher_order::while_loop(Graph cond_graph, Graph body_graph, Tensor[] carried, Tensor[] extra) -> Tensor[]")
    {
        public override IEnumerable<OperatorSample> Samples
        {
            get
            {
                // x ← x · m until x is zero; m shifts to the right.
                var shift = Tensor.From([0f, 1, 0, 0, 0, 1, 0, 0, 0], 3, 3);
                var (cond, body) = (Loop("is_any_left", ends: true), Loop("shift", ends: false));
                return
                [
                    OperatorSample.Of(cond, body, Value.List(Tensor.From([1f, 2, 3], 1, 3)), Value.List(shift))
                        .Gives(Value.List(Tensor.Zeros(DType.F32, 1, 3))),
                    OperatorSample.Of(cond, body, Value.List(Tensor.Zeros(DType.F32, 1, 3)), Value.List(shift))
                        .Gives(Value.List(Tensor.Zeros(DType.F32, 1, 3))).Showing("no turn at all"),
                ];
            }
        }

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
            return Value.List(carried.Select((v, i) => BranchTypes.Settle(v, BranchTypes.IsRowMajor(before[i], after[i]), [.. given, .. extra])));
        }

        private static ImmutableArray<NodeType> Types(InferenceContext context, string name) => context[name] is ListArgument list
            ? [.. list.Items.Select(context.TypeOf)]
            : throw context.Error($"argument '{name}' must be a list.");

        private static bool Holds(EvaluationContext context, Graph cond, ImmutableArray<Value> values)
        {
            var result = context.Interpreter.Run(cond, values)[0];
            return result.IsTensor ? Cast.To(result.Tensor, DType.Bool).Item<bool>() : result.Scalar.ToBool();
        }

        private static Value Loop(string name, bool ends)
        {
            var graph = new Graph(name, new ShapeEnvironment());
            var x = graph.AddInput("x", new TensorType(DType.F32, [1, 3]), InputSpec.User("x"));
            var m = graph.AddInput("m", new TensorType(DType.F32, [3, 3]), InputSpec.User("m"));
            var op = ends
                ? new AnyAll().Create().First(o => o.Name == "aten::any.default")
                : new Matmul().Create().First(o => o.Name == "aten::mm.default");
            graph.SetOutput(graph.AddCall(op, ends ? [x] : [x, m]));
            return Value.FromLiteral(new GraphArgument(graph));
        }
    }
}
