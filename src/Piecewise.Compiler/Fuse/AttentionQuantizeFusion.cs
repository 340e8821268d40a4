using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>attention</c> (then views) and <c>quantize_static</c> by one number → <c>attention_quantize_static</c> (then the views). Only in
/// programs that are not split at attention. Exact to the bit.
/// </summary>
internal sealed class AttentionQuantizeFusion : Pass
{
    private const string Rule = "attention + quantize_static";
    public override string Name => "fuse-attention-quantize";

    public override string Summary => "attention + quantize_static → attention_quantize_static";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var calls = context.Graph.CallsOf(KnownOps.IrQuantizeStatic);
        if (calls.Count > 0)
        {
            context.Graph.Number();
        }
        foreach (var quantize in calls)
        {
            var views = new Stack<Node>();
            var source = quantize.Operand(0)!;
            while (source.Operator is { IsReshape: true })
            {
                views.Push(source);
                source = source.Operand(0)!;
            }
            if (source.IsCallOf(KnownOps.HostAttention))
            {
                Fuse(context, source, views, quantize);
            }
            else if (source.Kind == NodeKind.Input && source.TensorType().Rank == 3 && !context.Constants.Contains(source))
            {
                context.Remark(
                    Rule, quantize,
                    $"%{source.Name} comes from another piece; if attention makes it, compile with attention left out of the splitting "
                    + "operators and the two become one");
            }
        }
    }

    private static void Fuse(PassContext context, Node attention, Stack<Node> views, Node quantize)
    {
        if (Objection(attention, views, quantize) is { } objection)
        {
            context.Remark(Rule, quantize, objection);
            return;
        }
        if (!context.MayRewrite(Rule, quantize))
        {
            return;
        }
        var dtype = quantize.TensorType().DType;
        var result = context.Fused(
            attention, attention, KnownOps.IrAttentionQuantizeStatic, attention.TensorType().WithDType(dtype),
            [quantize.Arguments[1], dtype, .. attention.Arguments]);
        foreach (var view in views)
        {
            result = context.Call(view, view.Operator!.Name, view.TensorType().WithDType(dtype), [result, .. view.Arguments[1..]]);
        }
        context.Replace(quantize, result);
    }

    private static string? Objection(Node attention, Stack<Node> views, Node quantize)
    {
        var user = quantize;
        foreach (var value in views.Reverse().Append(attention))
        {
            if (!user.IsOnlyUserOf(value))
            {
                return value.OtherUsers(user);
            }
            user = value;
        }
        var scale = quantize.Operand(1)!;
        return !scale.TensorType().ElementCount.TryGetConstant(out var count) || count != 1 ? $"the scale %{scale.Name} is not one number"
            : !scale.IsBefore(attention) ? $"the scale %{scale.Name} is computed after %{attention.Name}"
            : null;
    }
}
