using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// An operator that computes each row along <c>dim</c> from that row: a running sum, a softmax. The result has the operand's shape, is
/// row-major, and has the dtype named by <c>dtype</c> where the schema has that argument and it is given.
/// </summary>
internal abstract class ScanOperator(string schema) : Operator(schema)
{
    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var self = context.Tensor("self");
        context.NormalizeDim(context.Int("dim"), self.Rank);
        var requested = Schema.HasArgument("dtype") ? context.OptionalDType("dtype") : null;
        return new TensorType(ResultDType(self.DType, requested, context.Error), self.Shape, device: self.Device);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var self = context.Tensor("self");
        var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
        var requested = Schema.HasArgument("dtype") ? context.OptionalDType("dtype") : null;
        var dtype = ResultDType(self.DType, requested, context.Error);
        var operand = Cast.To(Cast.To(self, dtype), Pointwise.ComputeDType(dtype));
        return Cast.To(Reductions.FromRows(Scan(Reductions.ToRows(operand, dim)), self.Shape, dim), dtype);
    }

    public override RowRule? RowWise(InferenceContext call, int dim)
    {
        ArgumentNullException.ThrowIfNull(call);
        return dim == call.NormalizeDim(call.Int("dim"), call.Tensor("self").Rank) ? null : RowRule.Of(call, "self", dim);
    }

    public override LoopForm? Loops(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Result() is not { Rank: > 0 } result || result.DType.IsComplex()
            || context["self"] is not NodeArgument { Node: { Type: TensorType self } node } || self.DType.IsComplex())
        {
            return null;
        }
        var x = new ScalarOperand(0, self.DType).As(result.DType).As(Pointwise.ComputeDType(result.DType));
        return Row(x) is { } element ? LoopForm.Along(
            node, [context.NormalizeDim(context.Int("dim"), result.Rank)], element.As(result.DType)) : null;
    }

    /// <summary>An element of the result as data, to the rounding of <see cref="Scan"/>; null where there is no such form.</summary>
    /// <param name="x">The element in its place, in the compute dtype.</param>
    protected virtual ScalarExpression? Row(ScalarExpression x) => null;

    /// <summary>The result's dtype, to which the operand is cast first.</summary>
    protected abstract DType ResultDType(DType self, DType? requested, Func<string, Exception> error);

    /// <summary>Computes each row of a contiguous [rows, columns] of dtype f32, f64, i64 or c128.</summary>
    protected abstract Tensor Scan(Tensor rows);
}
