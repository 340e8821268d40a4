using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// An operator that reduces <c>self</c> along its argument <c>dim</c> (an int, a list, or nothing for all dims), with <c>keepdim</c> and
/// <c>dtype</c> where the schema has them. Results are row-major, whatever the operand's strides are.
/// </summary>
internal abstract class ReductionOperator(string schema) : Operator(schema)
{
    /// <summary>True where an empty list of dims reduces nothing; PyTorch's older reductions take it as all dims.</summary>
    protected virtual bool EmptyDimsMeanNone => false;

    /// <summary>True where a row without elements has no value (<c>amax</c>).</summary>
    protected virtual bool NeedsElements => false;

    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var self = context.Tensor("self");
        var given = Schema.HasArgument("dim") ? context.OptionalInts("dim") : null;
        var dims = ReducesNothing(given) ? [] : Reductions.Dims(context, given, self.Rank);
        if (NeedsElements && Array.FindIndex(dims, d => context.Refutes(SymBool.Ge(self.Shape[d], 1))) is >= 0 and var empty)
        {
            throw context.Error($"dim {dims[empty]} of {self} is empty; there is nothing to reduce.");
        }
        var shape = Shapes.Reduce(self.Shape, dims, Schema.HasArgument("keepdim") && context.Bool("keepdim"));
        var dtypes = ResultDTypes(self.DType, Schema.HasArgument("dtype") ? context.OptionalDType("dtype") : null, context.Error);
        return dtypes.Length == 1
            ? new TensorType(dtypes[0], shape, device: self.Device)
            : new TupleType([.. dtypes.Select(d => new TensorType(d, shape, device: self.Device))]);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var self = context.Tensor("self");
        var given = Schema.HasArgument("dim") ? context.OptionalInts("dim") : null;
        var dims = ReducesNothing(given) ? [] : Reductions.Dims(context, given, self.Rank);
        var dtypes = ResultDTypes(self.DType, Schema.HasArgument("dtype") ? context.OptionalDType("dtype") : null, context.Error);
        var rows = Reductions.ToRows(Prepare(self, dtypes[0]), dims);
        if (NeedsElements && rows.Shape[1] == 0)
        {
            throw context.Error($"there is nothing to reduce in {self}.");
        }
        var shape = Reductions.ResultShape(self, dims, Schema.HasArgument("keepdim") && context.Bool("keepdim"));
        var results = Reduce(context, rows).Select((r, i) => (Value)Cast.To(r, dtypes[i]).View(shape)).ToImmutableArray();
        return results.Length == 1 ? results[0] : results;
    }

    public override RowRule? RowWise(InferenceContext call, int dim)
    {
        ArgumentNullException.ThrowIfNull(call);
        var self = call.Tensor("self");
        var given = Schema.HasArgument("dim") ? call.OptionalInts("dim") : null;
        var dims = ReducesNothing(given) ? [] : Reductions.Dims(call, given, self.Rank);
        var keeps = Schema.HasArgument("keepdim") && call.Bool("keepdim");
        var own = keeps ? dim : Enumerable.Range(0, self.Rank).Except(dims).ElementAt(dim);
        return keeps && dims.Contains(dim) ? null : RowRule.Of(call, "self", own);
    }

    public override LoopForm? Loops(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context["self"] is not NodeArgument { Node: { Type: TensorType self } node }
            || self.DType.IsComplex()
            || context.Result() is var result && result.DType.IsComplex())
        {
            return null;
        }
        var given = Schema.HasArgument("dim") ? context.OptionalInts("dim") : null;
        var dims = ReducesNothing(given) ? [] : Reductions.Dims(context, given, self.Rank);
        if (dims.Length == 0)
        {
            return null;
        }
        SymInt count = 1;
        foreach (var dim in dims)
        {
            count *= self.Shape[dim];
        }
        return RowResults(context, PrepareElement(new ScalarOperand(0, self.DType), result.DType), count) is { Length: > 0 } results
            ? LoopForm.Along(node, dims, [.. results.Select((r, i) => r.As(context.Result(i).DType))])
            : null;
    }

    /// <summary>The results of a row as data, to the rounding of <see cref="Reduce"/>; none where there is no such form.</summary>
    /// <param name="context">The call.</param>
    /// <param name="x">The element, as <see cref="Prepare"/> gives it.</param>
    /// <param name="count">How many there are.</param>
    protected virtual ScalarExpression[] RowResults(InferenceContext context, ScalarExpression x, SymInt count) =>
        Row(x, count) is { } row ? [row] : [];

    /// <summary>The only result of a row, where it does not depend on arguments of the call.</summary>
    protected virtual ScalarExpression? Row(ScalarExpression x, SymInt count) => null;

    /// <summary><see cref="Prepare"/> as data.</summary>
    protected virtual ScalarExpression PrepareElement(ScalarExpression self, DType result) =>
        self.As(result).As(Pointwise.ComputeDType(result));

    /// <summary>The dtype of each result.</summary>
    /// <param name="self">The operand's dtype.</param>
    /// <param name="requested">The argument <c>dtype</c>, where there is one.</param>
    /// <param name="error">Makes the exception for a dtype that the operator does not take.</param>
    protected abstract ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error);

    /// <summary>
    /// The operand in the dtype in which it is reduced. By default it is rounded to the result's dtype first, as PyTorch does.
    /// </summary>
    protected virtual Tensor Prepare(Tensor self, DType result) => Cast.To(Cast.To(self, result), Pointwise.ComputeDType(result));

    /// <summary>Reduces each row of a contiguous [rows, columns].</summary>
    /// <returns>One [rows] per result, in any dtype that casts to the result's.</returns>
    protected abstract Tensor[] Reduce(EvaluationContext context, Tensor rows);

    private bool ReducesNothing(IReadOnlyCollection<long>? dims) => EmptyDimsMeanNone && dims is { Count: 0 };
}
