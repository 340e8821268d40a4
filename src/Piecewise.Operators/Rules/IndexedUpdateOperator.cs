using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>A copy of <c>self</c> in which some elements are replaced: the functional form of every in-place indexing operator.</summary>
internal abstract class IndexedUpdateOperator(string schema) : Operator(schema)
{
    /// <summary>Whether the copy has the memory order of <c>self</c>; else it is row-major.</summary>
    protected virtual bool KeepsOrder => false;

    public override NodeType Infer(InferenceContext context)
    {
        var self = context.Tensor("self");
        Check(context, self);
        return self.WithShape(self.Shape, KeepsOrder ? Strides.Pointwise(context, self.Shape, self) : null);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        var result = Results.Allocate(context);
        Strided.Copy(context.Tensor("self"), result);
        Update(context, result);
        return result;
    }

    /// <summary>Rejects arguments that do not fit.</summary>
    protected virtual void Check(InferenceContext context, TensorType self)
    {
        if (Schema.HasArgument("dim"))
        {
            context.NormalizeDim(context.Int("dim"), self.Rank);
        }
    }

    /// <summary>Writes into the copy.</summary>
    protected abstract void Update(EvaluationContext context, Tensor result);
}
