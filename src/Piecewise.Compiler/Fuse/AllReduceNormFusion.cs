using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>all_reduce</c> and the normalization after it (and static quantization after that) → one op, for messages of at most
/// <see cref="PassSettings.AllReduceFusionBytes"/>: one round of small messages is all latency, a large one is better cut up. Exact to the
/// bit.
/// </summary>
internal sealed class AllReduceNormFusion : Pass
{
    public override string Name => "fuse-all-reduce-norm";

    public override string Summary => "all_reduce + (fused_add_)rms_norm (+ quantize_static) → all_reduce_…";

    public override string? Inapplicable(CompileEntry entry, PassSettings settings)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.WorldSize <= 1 ? "there is one rank"
            : settings.AllReduceFusionBytes <= 0 ? "all-reduce fusion is off: the largest message is 0 bytes"
            : entry.Symbol is not null && entry.Range.End == long.MaxValue ? "the range has no end, so messages have no largest size"
            : null;
    }

    public override IEnumerable<DerivedEndpoint> Endpoints(Graph piece, PassSettings settings)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.WorldSize > 1 && settings.AllReduceFusionBytes > 0)
        {
            foreach (var bytes in ReducedNorm.Of(piece).Select(f => BytesPerToken(f.Type))
                .Where(b => b > 0 && b <= settings.AllReduceFusionBytes).Distinct())
            {
                yield return new DerivedEndpoint(settings.AllReduceFusionBytes / bytes,
                    $"all-reduce fusion up to {settings.AllReduceFusionBytes} bytes, {bytes} a token");
            }
        }
    }

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Graph.Number();
        foreach (var form in ReducedNorm.Of(context.Graph))
        {
            var quantized = form.Normalized is { } normalized ? QuantizedValue.Read(normalized, out _) : null;
            quantized = quantized is { IsStatic: true } && quantized.ScaleAfter(Place(form)) is null ? quantized : null;
            var rule = $"all_reduce + {form.Name}{(quantized is null ? "" : " + quantize_static")}";
            if (Objection(context, form) is { } objection)
            {
                context.Remark(rule, form.Norm, objection);
            }
            else if (context.MayRewrite(rule, form.Norm))
            {
                Fuse(context, form, quantized);
            }
        }
    }

    private static void Fuse(PassContext context, ReducedNorm form, QuantizedValue? quantized)
    {
        var place = Place(form);
        var op = KnownOps.OfReduced(form.Norm.Operator!.Name, isQuantized: quantized is not null);
        var first = quantized?.Types[0] ?? form.Normalized?.Type ?? form.Type;
        ImmutableArray<Argument> residual = form.Residual is { } r ? [r] : [];
        ImmutableArray<Argument> scale = quantized?.Arguments ?? [];
        var fused = context.Fused(
            place, form.Norm, op, new TupleType([first, form.Type]),
            [form.Reduce.Arguments[0], .. residual, form.Rest[0], .. scale, form.World, .. form.Rest[1..]]);
        if (quantized is not null)
        {
            var values = context.Item(place, fused, 0);
            foreach (var call in quantized.Calls)
            {
                context.Replace(call, QuantizedValue.Own(context, call, values, call == quantized.Calls[0]));
            }
        }
        if (form.Residual is not null)
        {
            if (!form.Norm.IsErased)
            {
                context.ReplaceItems(form.Norm, () => context.Item(place, fused, 0), () => context.Item(place, fused, 1));
            }
            return;
        }
        if (!form.Norm.IsErased)
        {
            context.Replace(form.Norm, context.Item(place, fused, 0));
        }
        if (!form.Reduce.IsErased)
        {
            context.Replace(form.Reduce, context.Item(place, fused, 1));
        }
    }

    // Whatever else takes the sum may stand before the norm.
    private static Node Place(ReducedNorm form) => form.Norm.IsOnlyUserOf(form.Reduce) ? form.Norm : form.Reduce;

    private static string? Objection(PassContext context, ReducedNorm form)
    {
        if (!form.Norm.IsOnlyUserOf(form.Reduce))
        {
            if (form.Residual is not null)
            {
                return form.Reduce.OtherUsers(form.Norm);
            }
            if (form.Norm.Operand(1) is { } weight && !weight.IsBefore(form.Reduce))
            {
                return $"%{form.Reduce.Name} has users before the weight %{weight.Name} is known";
            }
        }
        var limit = context.Settings.AllReduceFusionBytes;
        var elements = context.Graph.Shapes.BoundsOf(form.Type.ElementCount).Max;
        return elements is not { } count ? $"%{form.Reduce.Name} has no largest size"
            : count > limit / form.Type.DType.Size()
            ? $"%{form.Reduce.Name} is a message of up to {(decimal)count * form.Type.DType.Size()} bytes; those up to {limit} are fused"
            : null;
    }

    // Dims of literal size are the hidden ones; without a symbol, or with two, there is no size to end a range at.
    private static long BytesPerToken(TensorType type) => type.Shape.Count(s => !s.IsConstant) == 1 && type.Shape.Any(s => s.IsSymbol)
        ? type.Shape.Where(s => s.IsConstant).Aggregate((long)type.DType.Size(), (product, size) => product * size.Constant)
        : 0;
}
