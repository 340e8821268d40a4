using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// A copy of <c>self</c> with the elements that a view shows replaced by those of <c>src</c>: the functional form of a write through it.
/// The copy keeps the strides, gaps included, as PyTorch's does.
/// </summary>
internal abstract class ViewScatterOperator(string schema) : Operator(schema)
{
    public override string? StorageLike => Schema.Arguments[0].Name;

    public override NodeType Infer(InferenceContext context)
    {
        var (self, source) = (context.Tensor("self"), context.Tensor("src"));
        var shown = Layout(context, self).Shape;
        return shown.Length == source.Rank && !shown.Zip(source.Shape).Any(p => context.Refutes(SymBool.Eq(p.First, p.Second)))
            ? Copied(context, self)
            : throw context.Error($"src must have the shape [{string.Join(", ", shown)}] of the part that it replaces, not {source}.");
    }

    public override Value Evaluate(EvaluationContext context)
    {
        var result = Results.Allocate(context);
        Strided.Copy(context.Tensor("self"), result);
        Assignment.Write(Layout(context.Types(), TensorType.Of(result)).Over(result), context.Tensor("src"));
        return result;
    }

    public override string? SameAs(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (self, source) = (context.Tensor("self"), context.Tensor("src"));
        return self.DType == source.DType && Layout(context, self).ShowsAll(context, self) ? "src" : null;
    }

    public override ImmutableArray<ResultPart> Parts(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (self, source) = (context.Tensor("self"), context.Tensor("src"));
        if (self.DType != source.DType || context["self"] is not NodeArgument { Node: var old }
            || context["src"] is not NodeArgument { Node: var replaced })
        {
            return [];
        }
        var result = context.Result();
        var layout = Layout(context, result);
        return [new ResultPart(old, result, 0), new ResultPart(replaced, layout.TypeOver(result), layout.Offset)];
    }

    protected abstract ViewLayout Layout(InferenceContext context, TensorType self);

    // A repeated dim can't be written element by element; PyTorch gives such a copy dense strides.
    private static TensorType Copied(InferenceContext context, TensorType self)
    {
        var strides = self.Strides;
        var repeats = Enumerable.Range(0, self.Rank)
            .Any(d => Shapes.AreEqual(context, strides[d], 0) && !Shapes.AreEqual(context, self.Shape[d], 1));
        return repeats ? self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self)) : self;
    }
}
