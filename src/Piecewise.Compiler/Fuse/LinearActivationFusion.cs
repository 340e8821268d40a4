using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary><c>silu</c>, <c>gelu</c> or <c>relu</c> of <c>linear</c> → <c>linear_activation</c>. Exact to the bit.</summary>
internal sealed class LinearActivationFusion : Pass
{
    public override string Name => "fuse-linear-activation";

    public override string Summary => "silu, gelu or relu of linear → linear_activation";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var call in context.Graph.CallsOf(KnownOps.Silu, KnownOps.Gelu, KnownOps.Relu))
        {
            if (call.Operand(0) is { } linear && linear.IsLinear())
            {
                Fuse(context, linear, call);
            }
        }
    }

    private static void Fuse(PassContext context, Node linear, Node call)
    {
        var activation = call.Operator!.Schema.BaseName;
        if (call.IsCallOf(KnownOps.Gelu) && call.Arguments[1] is StringArgument { Value: "tanh" })
        {
            activation = "gelu_tanh";
        }
        var rule = $"linear + {activation}";
        if (!call.IsOnlyUserOf(linear))
        {
            context.Remark(rule, call, linear.OtherUsers(call));
        }
        else if (context.MayRewrite(rule, call))
        {
            context.Replace(call, context.Fused(call, call, KnownOps.IrLinearActivation, call.Type, [.. linear.Arguments, activation]));
        }
    }
}
