using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>A view of its first argument whose rule is written once, over symbols: the kernel applies it to literal sizes.</summary>
internal abstract class LayoutViewOperator(string schema) : ViewOperator(schema)
{
    /// <summary>Name of the viewed argument.</summary>
    protected string Viewed => Schema.Arguments[0].Name;

    public override NodeType Infer(InferenceContext context) => Layout(context).TypeOver(context.Tensor(Viewed));

    public override Value Evaluate(EvaluationContext context) => Layout(context.Types()).Over(context.Tensor(Viewed));

    public override SymInt? Offset(InferenceContext context, int resultIndex) => Layout(context).Offset;

    public override string? SameAs(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return Layout(context).ShowsAll(context, context.Tensor(Viewed)) ? Viewed : null;
        }
        catch (InferenceException)
        {
            // What was learned of the sizes since may contradict the view: then no call gets there.
            return null;
        }
    }

    protected abstract ViewLayout Layout(InferenceContext context);
}

/// <summary>A view of all elements in row-major order, so that a write through it is undone by the opposite reshape.</summary>
internal abstract class ReshapingViewOperator(string schema) : LayoutViewOperator(schema)
{
    public override bool IsReshape => true;

    public override Node Scatter(ScatterContext context) => context.Call("aten::reshape.default", context.NewView, context.ShapeOfBase());
}
