using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>rotary_embedding(rms_norm(x))</c> over heads → <c>qk_norm_rotary(x)</c>, for queries and keys each. Swaps of other dims than the last
/// in between move in front. Exact to the bit.
/// </summary>
internal sealed class QkNormRotaryFusion : Pass
{
    private const string Rule = "rms_norm + rotary_embedding";
    public override string Name => "fuse-qk-norm-rotary";

    public override string Summary => "rms_norm + rotary_embedding → qk_norm_rotary";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var rotary in context.Graph.CallsOf(KnownOps.IrRotaryEmbedding))
        {
            var swaps = new Stack<Node>();
            var source = rotary.Operand(0)!;
            while (KeepsLastDim(source))
            {
                swaps.Push(source);
                source = source.Operand(0)!;
            }
            if (source.IsCallOf(KnownOps.IrRmsNorm))
            {
                Fuse(context, source, swaps, rotary);
            }
        }
    }

    private static void Fuse(PassContext context, Node norm, Stack<Node> swaps, Node rotary)
    {
        var user = rotary;
        foreach (var value in swaps.Reverse().Append(norm))
        {
            if (!user.IsOnlyUserOf(value))
            {
                context.Remark(Rule, rotary, value.OtherUsers(user));
                return;
            }
            user = value;
        }
        var x = norm.Operand(0)!;
        // As a rule the norm leaves the memory order alone, and every type stays what it was; a view into a packed tensor changes it.
        var keepsOrder = x.TensorType().Strides.AsSpan().SequenceEqual(norm.TensorType().Strides.AsSpan());
        foreach (var swap in swaps)
        {
            ReadOnlySpan<Argument> arguments = [x, .. swap.Arguments[1..]];
            x = keepsOrder ? context.Call(swap, swap.Operator!.Name, swap.Type, arguments)
                : context.Call(swap, swap.Operator!.Name, arguments);
        }
        var a = rotary.Arguments;
        ImmutableArray<Argument> given = [x, norm.Arguments[1], a[1], a[2], norm.Arguments[2], norm.Arguments[3], norm.Arguments[4], a[3]];
        var op = context.Catalog[KnownOps.IrQkNormRotary];
        if (!keepsOrder && op.Infer(new InferenceContext(op, given, context.Graph.Shapes)) is var type && !type.Equals(rotary.Type))
        {
            context.Remark(Rule, rotary,
                $"without the norm's copy of %{norm.Operand(0)!.Name} the result would be stored as {type}, not {rotary.Type}");
        }
        else if (context.MayRewrite(Rule, rotary))
        {
            context.Replace(rotary, context.Fused(rotary, rotary, KnownOps.IrQkNormRotary, rotary.Type, given));
            return;
        }
        context.EraseUnused(x);
    }

    private static bool KeepsLastDim(Node node)
    {
        if (node.IsCallOf(KnownOps.Transpose))
        {
            var rank = node.TensorType().Rank;
            return node.Arguments.AsSpan()[1..].ToArray()
                .All(d => d is IntArgument { Value: var dim } && (dim < 0 ? dim + rank : dim) < rank - 1);
        }
        return node.IsCallOf(KnownOps.Permute) && node.Arguments[1] is ListArgument { Items: [.., IntArgument { Value: var last }] }
            && (last < 0 ? -1 : last - node.TensorType().Rank) == -1 && last != 0;
    }
}
