using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>A normalization of a sum over ranks: the form that all-reduce fusion and sequence parallelism begin from.</summary>
/// <param name="Norm"><c>rms_norm</c> ("first": the sum is also the residual) or <c>fused_add_rms_norm</c> ("middle").</param>
/// <param name="Reduce">The <c>all_reduce</c>.</param>
/// <param name="Residual">The other operand of a middle form; null for a first one.</param>
internal sealed record ReducedNorm(Node Norm, Node Reduce, Node? Residual)
{
    public long World => ((IntArgument)Reduce.Arguments[1]).Value;

    public TensorType Type => Reduce.TensorType();

    /// <summary>What the norm is called in rules.</summary>
    public string Name => Norm.Operator!.Schema.BaseName;

    /// <summary>The normalized value: the norm itself, or the extraction of its first result; null where nothing takes that.</summary>
    public Node? Normalized => Residual is null ? Norm : Norm.Items(0).FirstOrDefault();

    /// <summary>The norm's arguments from its weight on.</summary>
    public ReadOnlySpan<Argument> Rest => Norm.Arguments.AsSpan()[(Residual is null ? 1 : 2)..];

    /// <summary>All of a graph, in order.</summary>
    public static IEnumerable<ReducedNorm> Of(Graph graph)
    {
        foreach (var norm in graph.CallsOf(KnownOps.IrRmsNorm, KnownOps.IrFusedAddRmsNorm))
        {
            if (norm.IsErased)
            {
                continue;
            }
            var first = norm.Operand(0)!;
            var second = norm.IsCallOf(KnownOps.IrFusedAddRmsNorm) ? norm.Operand(1) : null;
            if (first.IsCallOf(KnownOps.AllReduce))
            {
                yield return new ReducedNorm(norm, first, second);
            }
            else if (second is not null && second.IsCallOf(KnownOps.AllReduce))
            {
                yield return new ReducedNorm(norm, second, first);
            }
        }
    }
}
