using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Several views of the first argument that together show each of its elements once, part by part along one dim.</summary>
internal abstract class PartsViewOperator(string schema) : ViewOperator(schema)
{
    public override NodeType Infer(InferenceContext context)
    {
        var self = context.Tensor("self");
        return new TupleType([.. Layouts(context).Select(l => (NodeType)l.TypeOver(self))]);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        var self = context.Tensor("self");
        return Value.List(Layouts(context.Types()).Select(l => (Value)l.Over(self)));
    }

    public override SymInt? Offset(InferenceContext context, int resultIndex) => Layouts(context)[resultIndex].Offset;

    public override ImmutableArray<SymInt?> Offsets(InferenceContext context,
        int count) => [.. Layouts(context).Select(l => (SymInt?)l.Offset)];

    // before: base; part = getitem(split(base), k); part := new
    // after:  cat(getitem(split(base), 0), …, new, …). It needs no position of the part, which may be symbolic.
    public override Node Scatter(ScatterContext context)
    {
        var parts = context.Call(Name, [context.Base, .. context.View.Arguments[1..]]);
        var count = ((TupleType)parts.Type).Items.Length;
        var joined = Enumerable.Range(0, count)
            .Select(i => (Argument)(i == context.ResultIndex ? context.NewView
                : context.Call("_operator::getitem.default", parts, (long)i)));
        return context.Call(Joiner, Argument.List(joined.ToArray()), PartsDim(context));
    }

    /// <summary>The operator that makes the whole of the parts: <c>cat</c> or <c>stack</c>.</summary>
    protected virtual string Joiner => "aten::cat.default";

    /// <summary>The dim along which the parts lie, as the second argument of <see cref="Joiner"/>.</summary>
    protected virtual Argument PartsDim(ScatterContext context) => context.Argument("dim");

    protected abstract ImmutableArray<ViewLayout> Layouts(InferenceContext context);
}
