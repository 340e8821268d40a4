using Piecewise.Tensors.Reference;

namespace Piecewise.Graphs;

/// <summary>
/// An operator that writes the result of a functional one into its first argument: <c>add_</c> from <c>add</c>.
/// Both have the same arguments; the result is cast to the first argument's dtype and broadcast to its shape.
/// </summary>
internal sealed class InPlaceOperator : Operator
{
    public InPlaceOperator(string schema, Operator functional)
        : base(schema)
    {
        FunctionalForm = functional;
        if (Schema.Arguments.Length != functional.Schema.Arguments.Length || !Schema.Arguments[0].Type.IsWritten)
        {
            throw new ArgumentException($"{Schema} is not an in-place form of {functional.Schema}.");
        }
    }

    public override Operator FunctionalForm { get; }

    /// <summary>Writes into the first argument by a kernel; null, or null for a call, where there is none.</summary>
    public Func<InferenceContext, KernelCall?>? Kernel { get; init; }

    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var target = context.Tensor(Schema.Arguments[0].Name);
        // A view in place changes what the tensor is, and writes no element.
        if (FunctionalForm is ViewOperator || FunctionalForm.Infer(context.As(FunctionalForm)) is not TensorType result)
        {
            return target;
        }
        if (result.Rank > target.Rank)
        {
            throw context.Error($"its result {result} does not fit into {target}.");
        }
        for (var i = 1; i <= result.Rank; i++)
        {
            var size = result.Shape[^i];
            if (!(size.TryGetConstant(out var one) && one == 1) && context.Refutes(SymBool.Eq(size, target.Shape[^i])))
            {
                throw context.Error($"its result {result} does not fit into {target}.");
            }
        }
        return target;
    }

    public override LoopForm? Loops(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // The functional form's result is cast and broadcast to what is written, so that its own type is of its own.
        var call = context.As(FunctionalForm);
        return FunctionalForm.Loops(call.Giving(FunctionalForm.Infer(call))) is { Results: [var element], Rows: var rows } form
            && rows == form.Space.Length
            ? form with
            {
                Results = [element.As(context.Tensor(Schema.Arguments[0].Name).DType)],
                Space = context.Tensor(Schema.Arguments[0].Name).Shape
            }
            : null;
    }

    public override KernelCall? DirectKernel(InferenceContext context) => Kernel?.Invoke(context);

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var target = context.Tensor(Schema.Arguments[0].Name);
        target.ThrowIfReadOnly();
        var result = FunctionalForm.Evaluate(context.As(FunctionalForm)).Tensor;
        Assignment.Write(target, result);
        return target;
    }
}
