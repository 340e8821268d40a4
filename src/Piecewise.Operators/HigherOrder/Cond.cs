using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>One of two graphs, chosen when the call runs; both take the same operands. Source: <c>torch.cond</c>.</summary>
internal sealed class Cond : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new CondOperator()];

    private sealed class CondOperator() : Operator("higher_order::cond(Tensor pred, Graph true_fn, Graph false_fn, Tensor[] operands) -> Tensor[]")
    {
        public override IEnumerable<OperatorSample> Samples
        {
            get
            {
                var (first, second) = (NestedGraphs.Choosing(TensorType.Of(Tensor.Zeros(DType.F32, 2)), 2, 0), NestedGraphs.Choosing(TensorType.Of(Tensor.Zeros(DType.F32, 2)), 2, 1));
                var operands = Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2));
                yield return OperatorSample.Of(Tensor.Scalar(true), first, second, operands).Gives(Value.List(Tensor.From([1f, 2], 2)));
                yield return OperatorSample.Of(Tensor.Scalar(false), first, second, operands).Gives(Value.List(Tensor.From([3f, 4], 2)));
                yield return OperatorSample.Of(false, first, second, operands).Gives(Value.List(Tensor.From([3f, 4], 2))).Showing("a condition on sizes");
            }
        }

        public override NodeType Infer(InferenceContext context)
        {
            var (whenTrue, whenFalse) = (NestedGraphs.ResultTypes(context, "true_fn"), NestedGraphs.ResultTypes(context, "false_fn"));
            return whenTrue.Length == whenFalse.Length
                ? new TupleType([.. whenTrue.Zip(whenFalse, (t, f) => NestedGraphs.Either(context, t, f))])
                : throw context.Error($"one branch returns {whenTrue.Length} values, the other {whenFalse.Length}.");
        }

        public override Value Evaluate(EvaluationContext context) =>
            context.Interpreter.Run(NestedGraphs.Of(context, NestedGraphs.IsTrue(context["pred"]) ? "true_fn" : "false_fn"), context["operands"].Items);
    }
}
