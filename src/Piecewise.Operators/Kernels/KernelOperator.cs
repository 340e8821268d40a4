using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Kernels;

/// <summary>
/// An operator whose kernel computes an op of the op IR in one pass. Memory for results is allocated by the shape rule, or is that of the
/// arguments that the schema says are written.
/// </summary>
internal sealed class KernelOperator(string signature) : Operator($"{Namespace}::{signature}")
{
    public const string Namespace = "piecewise_kernel";

    /// <summary>The types of the results; of an in-place operator, a check of the arguments.</summary>
    public required Func<InferenceContext, ImmutableArray<TensorType>> Rule { get; init; }

    /// <summary>Computes into the results.</summary>
    public required Action<EvaluationContext, ImmutableArray<Tensor>> Kernel { get; init; }

    /// <summary>The kernel as data, for generated loops, to its rounding; null where there is none.</summary>
    public Func<InferenceContext, LoopForm?>? Form { get; init; }

    /// <summary>The kernel over memory, for calls without loops; null where there is none.</summary>
    public Func<InferenceContext, KernelCall?>? Direct { get; init; }

    public Func<DType, Tolerance?>? Distance { get; init; }

    public Operator? Functional { get; init; }

    public override Operator? FunctionalForm => Functional;

    public override Tolerance Tolerance(DType dtype) => Distance?.Invoke(dtype) ?? base.Tolerance(dtype);

    public override NodeType Infer(InferenceContext context)
    {
        var types = Rule(context);
        return types.Length == 1 ? types[0] : new TupleType([.. types]);
    }

    public override LoopForm? Loops(InferenceContext context) => Form?.Invoke(context);

    public override KernelCall? DirectKernel(InferenceContext context) => Direct?.Invoke(context);

    public override Value Evaluate(EvaluationContext context)
    {
        var types = Rule(context.Types());
        var results = Schema.HasWrites ? Written(context) : [.. types.Select(t => Results.Allocate(t))];
        Kernel(context, results);
        return results.Length == 1 ? results[0] : Value.List(results.Select(r => (Value)r));
    }

    private ImmutableArray<Tensor> Written(EvaluationContext context)
    {
        var written = Schema.Arguments.Where(a => a.Type.IsWritten).Select(a => context.Tensor(a.Name)).ToImmutableArray();
        foreach (var tensor in written)
        {
            tensor.ThrowIfReadOnly();
        }
        return written;
    }
}
