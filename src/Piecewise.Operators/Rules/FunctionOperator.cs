using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>An operator whose rule and kernel are functions.</summary>
internal sealed class FunctionOperator(string schema, Func<InferenceContext, NodeType> infer, Func<EvaluationContext, Value> evaluate)
    : Operator(schema)
{
    /// <summary>See <see cref="Operator.IsCheck"/>.</summary>
    public bool Checks { get; init; }

    public override bool IsCheck => Checks;

    /// <summary>See <see cref="Operator.DirectKernel"/>; null where there is none.</summary>
    public Func<InferenceContext, KernelCall?>? Kernel { get; init; }

    public override KernelCall? DirectKernel(InferenceContext context) => Kernel?.Invoke(context);

    public override NodeType Infer(InferenceContext context) => infer(context);

    public override Value Evaluate(EvaluationContext context) => evaluate(context);
}
