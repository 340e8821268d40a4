using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>rms_norm(a + b)</c> → <c>fused_add_rms_norm(a, b)</c>: the sum is normalized while it is in registers, and remains as the second
/// result. The older of the two operands is the residual. Exact to the bit.
/// </summary>
internal sealed class AddNormFusion : Pass
{
    private const string Rule = "add + rms_norm";

    public override string Name => "fuse-add-norm";

    public override string Summary => "rms_norm(a + b) → fused_add_rms_norm(a, b)";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var norms = context.Graph.CallsOf(KnownOps.IrRmsNorm);
        if (norms.Count > 0)
        {
            context.Graph.Number();
        }
        foreach (var norm in norms)
        {
            if (norm.Operand(0) is { } sum && sum.IsCallOf(KnownOps.Add))
            {
                Fuse(context, sum, norm);
            }
        }
    }

    private static void Fuse(PassContext context, Node sum, Node norm)
    {
        if (Objection(context, sum, norm) is { } objection)
        {
            context.Remark(Rule, norm, objection);
            return;
        }
        if (!context.MayRewrite(Rule, norm))
        {
            return;
        }
        var (first, second) = (sum.Operand(0)!, sum.Operand(1)!);
        var (x, residual) = first.IsBefore(second) ? (second, first) : (first, second);
        // Other users of the sum may stand before the norm.
        var place = norm.IsOnlyUserOf(sum) ? norm : sum;
        var fused = context.Fused(
            place, norm, KnownOps.IrFusedAddRmsNorm, new TupleType([norm.Type, sum.Type]), [x, residual, .. norm.Arguments[1..]]);
        context.Replace(norm, context.Item(place, fused, 0));
        if (!sum.IsErased)
        {
            context.Replace(sum, context.Item(place, fused, 1));
        }
    }

    private static string? Objection(PassContext context, Node sum, Node norm)
    {
        if (sum.Arguments[2] is not (IntArgument { Value: 1 } or FloatArgument { Value: 1 }))
        {
            return $"%{sum.Name} scales what it adds by {sum.Arguments[2]}";
        }
        for (var i = 0; i < 2; i++)
        {
            if (sum.Operand(i) is not { Type: TensorType type } operand)
            {
                return $"%{sum.Name} adds the number {sum.Arguments[i]}";
            }
            if (type.DType != sum.TensorType().DType)
            {
                return $"%{operand.Name} is {type.DType.TextName()} and %{sum.Name} is not";
            }
            if (!type.HasShapeOf(sum.TensorType(), context.Graph.Shapes))
            {
                return $"%{operand.Name} is broadcast to %{sum.Name}";
            }
        }
        return !norm.IsOnlyUserOf(sum) && norm.Operand(1) is { } weight && !weight.IsBefore(sum)
            ? $"%{sum.Name} has users before the weight %{weight.Name} is known"
            : null;
    }
}
