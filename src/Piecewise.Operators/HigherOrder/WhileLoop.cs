using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>
/// A loop: the body takes the carried values and the additional ones and returns new carried ones, as long as the condition, which takes
/// the same, is true. Source: <c>torch._higher_order_ops.while_loop</c>.
/// </summary>
internal sealed class WhileLoop : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new WhileLoopOperator()];

    private sealed class WhileLoopOperator()
        : Operator("higher_order::while_loop(Graph cond_fn, Graph body_fn, Tensor[] carried_inputs, Tensor[] additional_inputs) -> Tensor[]")
    {
        public override IEnumerable<OperatorSample> Samples
        {
            get
            {
                // Carried: whether to go on; additional: what to carry next. The body returns what was added.
                var flag = TensorType.Of(Tensor.Scalar(true));
                var (condition, body) = (NestedGraphs.Choosing(flag, 2, 0), NestedGraphs.Choosing(flag, 2, 1));
                yield return OperatorSample.Of(condition, body, Value.List(Tensor.Scalar(true)), Value.List(Tensor.Scalar(false)))
                    .Gives(Value.List(Tensor.Scalar(false))).Showing("one round");
                yield return OperatorSample.Of(condition, body, Value.List(Tensor.Scalar(false)), Value.List(Tensor.Scalar(true)))
                    .Gives(Value.List(Tensor.Scalar(false))).Showing("no round");
            }
        }

        public override NodeType Infer(InferenceContext context)
        {
            var results = NestedGraphs.ResultTypes(context, "body_fn");
            var carried = context["carried_inputs"] is ListArgument list ? list.Items : throw context.Error("takes a list of carried values.");
            return results.Length == carried.Length
                ? new TupleType([.. results.Zip(carried, (r, c) => NestedGraphs.Either(context, r, context.TypeOf(c)))])
                : throw context.Error($"the body returns {results.Length} values, {carried.Length} are carried.");
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (condition, body) = (NestedGraphs.Of(context, "cond_fn"), NestedGraphs.Of(context, "body_fn"));
            var (carried, additional) = (context["carried_inputs"].Items, context["additional_inputs"].Items);
            while (NestedGraphs.IsTrue(context.Interpreter.Run(condition, [.. carried, .. additional]) is [var answer] ? answer : throw context.Error("the condition returns one value.")))
            {
                carried = context.Interpreter.Run(body, [.. carried, .. additional]);
            }
            return carried;
        }
    }
}
