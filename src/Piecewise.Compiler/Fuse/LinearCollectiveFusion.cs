using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>linear</c> + <c>reduce_scatter</c> → <c>linear_reduce_scatter</c>, and <c>all_gather</c> + <c>linear</c> → <c>all_gather_linear</c>.
/// Exact to the bit.
/// </summary>
internal sealed class LinearCollectiveFusion : Pass
{
    public override string Name => "fuse-linear-collective";

    public override string Summary => "linear + reduce_scatter, all_gather + linear → one op each";

    public override string? Inapplicable(CompileEntry entry, PassSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.WorldSize <= 1 ? "there is one rank" : null;
    }

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var call in context.Graph.CallsOf(KnownOps.ReduceScatter, KnownOps.AllGather))
        {
            if (call.IsCallOf(KnownOps.ReduceScatter))
            {
                Scatter(context, call);
            }
            else
            {
                Gather(context, call);
            }
        }
    }

    private static void Scatter(PassContext context, Node scatter)
    {
        const string Rule = "linear + reduce_scatter";
        if (scatter.Operand(0) is not { } linear || !linear.IsLinear())
        {
            return;
        }
        if (!scatter.IsOnlyUserOf(linear))
        {
            context.Remark(Rule, scatter, linear.OtherUsers(scatter));
        }
        else if (context.MayRewrite(Rule, scatter))
        {
            context.Replace(scatter, context.Fused(
                scatter, linear, KnownOps.IrLinearReduceScatter, scatter.Type, [.. linear.Arguments, .. scatter.Arguments[1..]]));
        }
    }

    private static void Gather(PassContext context, Node gather)
    {
        const string Rule = "all_gather + linear";
        if (gather.Users.FirstOrDefault(u => u.IsLinear() && u.Operand(0) == gather) is not { } linear)
        {
            return;
        }
        if (!linear.IsOnlyUserOf(gather))
        {
            context.Remark(Rule, linear, gather.OtherUsers(linear));
        }
        else if (context.MayRewrite(Rule, linear))
        {
            context.Replace(linear, context.Fused(
                linear, linear, KnownOps.IrAllGatherLinear, linear.Type,
                [gather.Arguments[0], .. linear.Arguments[1..], .. gather.Arguments[1..]]));
        }
    }
}
