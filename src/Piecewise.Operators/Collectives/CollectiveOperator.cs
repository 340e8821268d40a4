using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// An operator that exchanges tensors between the ranks of a program, which an <see cref="ICollectiveHost"/> connects: a service of the
/// interpreter, and part of what compiled code runs on. Its kernel is the reference too; what is exact about it (the order of sums) is
/// tested by simulated ranks.
/// </summary>
internal abstract class CollectiveOperator(string schema) : Operator(schema)
{
    // Where a rank's memory is found takes this many places on the stack.
    private const long MostRanks = 1024;

    public sealed override Value Evaluate(EvaluationContext context)
    {
        var result = Results.Allocate((TensorType)Infer(context.Types()));
        Run(context, result, Workers.Alone with { Ranks = context.Interpreter.Service<ICollectiveHost>() });
        return result;
    }

    /// <summary>Computes into a row-major result.</summary>
    protected abstract void Run(EvaluationContext context, Tensor result, Workers workers);

    /// <summary>The number of ranks that the call is made for.</summary>
    internal static long World(InferenceContext context)
    {
        var world = context.Int("world");
        return world is > 0 and <= MostRanks ? world
            : throw context.Error($"there are between 1 and {MostRanks} ranks, found world={world}.");
    }

    /// <summary>An operand whose elements are added.</summary>
    protected static TensorType Summed(InferenceContext context)
    {
        var x = context.Tensor("x");
        return x.DType.Category() == DTypeCategory.Integer || x.DType is DType.F32 or DType.BF16 or DType.F16 or DType.F64
            ? x : throw context.Error($"there is no sum of {x.DType.TextName()}.");
    }

    /// <summary>The dim that is distributed.</summary>
    protected static int Dim(InferenceContext context, TensorType x) =>
        x.Rank > 0 ? context.NormalizeDim(context.Int("dim"), x.Rank) : throw context.Error($"{x} has no dim.");

    /// <summary>The size of a rank's part of a dim.</summary>
    protected static SymInt Part(InferenceContext context, SymInt size, long world) =>
        context.Refutes(SymBool.Eq(SymInt.Mod(size, world), 0))
            ? throw context.Error($"a dim of size {size} can't be distributed over {world} ranks.")
            : context.Shapes.Simplify(SymInt.FloorDiv(size, world));

    /// <summary>The product of some sizes.</summary>
    internal static SymInt Product(ReadOnlySpan<SymInt> sizes)
    {
        SymInt product = 1;
        foreach (var size in sizes)
        {
            product *= size;
        }
        return product;
    }
}
