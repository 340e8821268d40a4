using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>An operator that exchanges tensors between the ranks of a program.</summary>
internal abstract class CollectiveOperator(string schema) : Operator(schema)
{
    public sealed override Value Evaluate(EvaluationContext context)
    {
        var x = context.Tensor("x");
        var world = context.Int("world");
        if (world == 1)
        {
            return Results.CopyOf(x.Contiguous());
        }
        var host = context.Interpreter.Service<ICollectiveHost>()
            ?? throw context.Error(
                $"{world} ranks share this program, but there is nothing that connects them.");
        if (host.World != world)
        {
            throw context.Error($"the program is made for {world} ranks and runs on {host.World}.");
        }
        return Combine(context, host, x);
    }

    /// <summary>The result on this rank, in memory of its own.</summary>
    protected abstract Tensor Combine(EvaluationContext context, ICollectiveHost host, Tensor x);

    protected CollectiveCall Call(int dim = 0) => new(Schema.BaseName, dim);

    protected static long World(InferenceContext context)
    {
        var world = context.Int("world");
        return world > 0 ? world : throw context.Error($"there must be a rank, found world={world}.");
    }

    protected static int Dim(InferenceContext context, TensorType x) =>
        x.Rank > 0 ? context.NormalizeDim(context.Int("dim"), x.Rank) : throw context.Error($"{x} has no dim.");

    /// <summary>The size of a rank's part of a dim.</summary>
    protected static SymInt Part(InferenceContext context, SymInt size, long world) =>
        context.Refutes(SymBool.Eq(SymInt.Mod(size, world), 0))
            ? throw context.Error($"a dim of size {size} can't be distributed over {world} ranks.")
            : context.Shapes.Simplify(SymInt.FloorDiv(size, world));

    /// <summary>A rank's part of a tensor: a view.</summary>
    protected static Tensor Part(EvaluationContext context, Tensor x, int dim, ICollectiveHost host)
    {
        var size = x.Shape[dim];
        return size % host.World == 0
            ? x.Slice(dim, host.Rank * (size / host.World), size / host.World)
            : throw context.Error($"a dim of size {size} can't be distributed over {host.World} ranks.");
    }
}
