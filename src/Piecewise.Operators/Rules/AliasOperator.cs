using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>An operator whose result is its first argument itself, seen as a view of all of it.</summary>
internal class AliasOperator(string schema) : ViewOperator(schema)
{
    public override bool IsPointwise => true;

    protected string Viewed => Schema.Arguments[0].Name;

    public override NodeType Infer(InferenceContext context) => context.Tensor(Viewed);

    public override Value Evaluate(EvaluationContext context) => context.Tensor(Viewed);

    public override SymInt? Offset(InferenceContext context, int resultIndex) => 0;

    public override string? SameAs(InferenceContext context) => Viewed;

    // The view shows everything, so its new value is that of the viewed tensor.
    public override Node Scatter(ScatterContext context) => context.NewView;
}

/// <summary>
/// The in-place form of an <see cref="AliasOperator"/>: it changes no element, so it may be given memory that can't be written.
/// </summary>
internal sealed class AliasInPlaceOperator(string schema, AliasOperator functional) : Operator(schema)
{
    public override Operator FunctionalForm => functional;

    public override NodeType Infer(InferenceContext context)
    {
        var call = context.As(functional);
        var type = functional.Infer(call);
        return functional.ResultIsView(call) == false
            ? throw context.Error("would change elements in place, which it can't here; use the form without '_'.") : type;
    }

    public override Value Evaluate(EvaluationContext context) => functional.Evaluate(context.As(functional));
}
