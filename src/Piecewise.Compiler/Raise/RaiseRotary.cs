using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Rotary position embeddings: halves or neighbours, of a whole head or of its beginning, with tables of either width.</summary>
internal sealed class RaiseRotary : RaisePass
{
    // The op begins with this product; what is added to it has its shape and leaves its layout.
    public override string Name => "raise-rotary";

    public override string Summary => "x * cos + rotate_half(x) * sin and its kin → rotary_embedding.";

    protected override string Rule => "rotary_embedding";

    protected override bool IsAnchor(Node node) =>
        node.IsCallOf(KnownOps.Neg) || node.IsCallOf(KnownOps.Cat) || node.IsCallOf(KnownOps.ViewAsComplex);

    protected override void Raise(PassContext context, List<Node> anchors)
    {
        // Query and key are rotated by the same tables: what has to be made of a table is made once.
        var tables = new RotaryTables(context);
        foreach (var anchor in anchors)
        {
            if (!anchor.IsErased)
            {
                Raise(context, anchor, tables);
            }
        }
    }

    protected override void Raise(PassContext context, Node anchor) => Raise(context, [anchor]);

    private void Raise(PassContext context, Node anchor, RotaryTables tables)
    {
        NearMiss? miss = null;
        if (anchor.IsCallOf(KnownOps.Neg))
        {
            if (Rotation.Match(anchor) is { } rotation && RotaryForm.Match(rotation, out miss) is { } form)
            {
                var sin = form.IsInverse ? tables.Negated(form.Sin) : form.Sin;
                Replace(
                    context, form.Last, KnownOps.IrRotaryEmbedding, form.IsInOrder ? form.Last.Type
                        : null, form.Input, form.Cos, sin, form.IsInterleaved);
                context.EraseUnused(sin);
            }
        }
        else if (anchor.IsCallOf(KnownOps.Cat))
        {
            if (SplitRotaryForm.Match(anchor, out miss) is { } form)
            {
                var x = form.Whole ?? context.Call(form.Last, KnownOps.Cat, Argument.List([form.First, form.Second]), -1);
                var (cos, sin) = (tables.Doubled(form.Cos), tables.Doubled(form.Sin));
                Replace(context, form.Last, KnownOps.IrRotaryEmbedding, TypeOf(context, form.Last, KnownOps.Mul, x, cos), x, cos, sin);
                context.EraseUnused(x);
                context.EraseUnused(cos);
                context.EraseUnused(sin);
            }
        }
        else if (ComplexRotaryForm.Match(anchor, out miss) is { } form)
        {
            var (cos, sin) = (tables.Part(form.Table, 0), tables.Part(form.Table, 1));
            var type = TypeOf(context, form.Last, KnownOps.Mul, form.Input, cos) as TensorType;
            Replace(
                context, form.Last, KnownOps.IrRotaryEmbedding, type?.WithDType(form.Input.DType!.Value), form.Input, cos, sin, true);
            context.EraseUnused(cos);
            context.EraseUnused(sin);
        }
        if (miss is not null)
        {
            Report(context, miss);
        }
    }
}
