using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>A first form and the middle forms that its residual goes through.</summary>
/// <param name="Forms">At least the first; each takes the residual of the one before.</param>
internal sealed record SequenceParallelChain(ImmutableArray<ReducedNorm> Forms)
{
    /// <summary>Follows the residual from a first form.</summary>
    /// <param name="first">The first form.</param>
    /// <param name="forms">All forms of the piece.</param>
    /// <param name="broken">Where something besides the next form takes the residual: what; else null.</param>
    public static SequenceParallelChain From(ReducedNorm first, IReadOnlyList<ReducedNorm> forms, out string? broken)
    {
        var chain = ImmutableArray.CreateBuilder<ReducedNorm>();
        chain.Add(first);
        broken = null;
        for (var residual = first.Reduce; residual is not null && broken is null;)
        {
            var users = residual.Users.Where(u => u != first.Norm).ToArray();
            if (users is [])
            {
                break;
            }
            if (users is [var user] && forms.FirstOrDefault(f => f.Norm == user && f.Residual == residual) is { } next)
            {
                chain.Add(next);
                residual = next.Norm.Items(1).FirstOrDefault();
            }
            else if (users.Any(u => u.Kind == NodeKind.Output))
            {
                broken = $"the residual %{residual.Name} leaves the piece; sequence parallelism needs the whole program in one piece";
            }
            else
            {
                broken = $"the residual %{residual.Name} is taken by {string.Join(", ", users.Select(u => $"%{u.Name}"))} and not by "
                    + "one norm after an all_reduce";
            }
        }
        return new SequenceParallelChain(chain.ToImmutable());
    }

    public static string Rule(ReducedNorm form) => $"sequence parallelism of all_reduce + {form.Name}";

    /// <summary>Why the chain stays as it is; null where it can be distributed.</summary>
    public string? Objection(PassContext context)
    {
        foreach (var form in Forms)
        {
            if (form.Residual is not null && !form.Norm.IsOnlyUserOf(form.Reduce))
            {
                return form.Reduce.OtherUsers(form.Norm);
            }
            if (form.Type.Rank < 2)
            {
                return $"%{form.Reduce.Name} has no dim of tokens";
            }
            var tokens = form.Type.Shape[^2];
            // A program of one size has no range that says so.
            if (!(context.Graph.Shapes.BoundsOf(tokens).Min >= context.Settings.SequenceParallelMinTokens))
            {
                return $"%{form.Reduce.Name} may have fewer than {context.Settings.SequenceParallelMinTokens} tokens";
            }
            if (!context.Graph.Shapes.IsStaticallyTrue(SymBool.Eq(SymInt.Mod(tokens, form.World), 0)))
            {
                return $"the number of tokens of %{form.Reduce.Name}, {tokens}, is not known to be a multiple of {form.World}";
            }
        }
        return null;
    }

    /// <summary>Rewrites form after form. Where bisecting stops in between, the residual is gathered for those that stay.</summary>
    public void Distribute(PassContext context)
    {
        Node? own = null;
        foreach (var form in Forms)
        {
            if (!context.MayRewrite(Rule(form), form.Norm))
            {
                if (own is not null)
                {
                    context.Replace(form.Residual!, Gather(context, form.Norm, form, own, form.Type));
                }
                return;
            }
            own = form.Residual is null ? First(context, form) : Middle(context, form, own!);
        }
    }

    private static Node First(PassContext context, ReducedNorm form)
    {
        var own = Scatter(context, form);
        Node Norm() => context.Fused(form.Norm, form.Norm, KnownOps.IrRmsNorm, Own(context, form, form.Type), [own, .. form.Rest]);
        Spread(context, form, Norm());
        context.EraseUnused(form.Norm);
        context.EraseUnused(form.Reduce);
        return own;
    }

    // The old norm stays until the next form no longer takes its sum.
    private static Node Middle(PassContext context, ReducedNorm form, Node residual)
    {
        var own = Scatter(context, form);
        var type = Own(context, form, form.Type);
        var isFirst = form.Norm.Operand(0) == form.Reduce;
        var norm = context.Fused(
            form.Norm, form.Norm, KnownOps.IrFusedAddRmsNorm, new TupleType([type, type]),
            [isFirst ? own : residual, isFirst ? residual : own, .. form.Rest]);
        Spread(context, form, context.Item(form.Norm, norm, 0));
        var sum = form.Norm.Items(1).Any() ? context.Item(form.Norm, norm, 1) : norm;
        context.EraseUnused(form.Norm);
        return sum;
    }

    // Tokens are gathered after static quantization where there is one: it looks at each element alone, and 8 bits travel faster.
    private static void Spread(PassContext context, ReducedNorm form, Node normalized)
    {
        if (form.Normalized is not { } whole)
        {
            return;
        }
        if (QuantizedValue.Read(whole, out _) is { IsStatic: true } quantized && quantized.ScaleAfter(form.Norm) is null
            && IsOneNumber(quantized.Arguments[0]))
        {
            var call = quantized.Calls[0];
            var values = context.Fused(form.Norm, call, call.Operator!.Name, Own(context, form, call.TensorType()),
                [normalized, .. quantized.Arguments]);
            var gathered = Gather(context, form.Norm, form, values, call.TensorType());
            foreach (var old in quantized.Calls)
            {
                old.ReplaceAllUsesWith(QuantizedValue.Own(context, old, gathered, old == call));
                context.Graph.Erase(old);
            }
        }
        else
        {
            whole.ReplaceAllUsesWith(Gather(context, form.Norm, form, normalized, whole.TensorType()));
        }
        if (whole != form.Norm)
        {
            context.Graph.Erase(whole);
        }
    }

    private static bool IsOneNumber(Argument scale) =>
        scale is NodeArgument { Node.Type: TensorType type } && type.ElementCount.TryGetConstant(out var count) && count == 1;

    private static Node Scatter(PassContext context, ReducedNorm form) => context.Fused(
        form.Reduce, form.Reduce, KnownOps.ReduceScatter, Own(context, form, form.Type),
        [form.Reduce.Arguments[0], (long)form.Type.Rank - 2, form.World]);

    private static Node Gather(PassContext context, Node before, ReducedNorm form, Node own, TensorType type) =>
        context.Call(before, KnownOps.AllGather, type.WithShape(type.Shape), own, (long)type.Rank - 2, form.World);

    private static TensorType Own(PassContext context, ReducedNorm form, TensorType type) =>
        type.WithShape(type.Shape.SetItem(type.Rank - 2, context.Graph.Shapes.Simplify(SymInt.FloorDiv(type.Shape[^2], form.World))));
}
