using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>An operator whose rule and kernel are functions.</summary>
internal sealed class FunctionOperator(string schema, Func<InferenceContext, NodeType> infer, Func<EvaluationContext, Value> evaluate)
    : Operator(schema)
{
    /// <summary>See <see cref="Operator.IsCheck"/>.</summary>
    public bool Checks { get; init; }

    public override bool IsCheck => Checks;

    public override NodeType Infer(InferenceContext context) => infer(context);

    public override Value Evaluate(EvaluationContext context) => evaluate(context);
}
