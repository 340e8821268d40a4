using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Rotary position embeddings: halves or neighbours, of a whole head or of its beginning, with tables of either width.</summary>
internal sealed class RaiseRotary : RaisePass
{
    private const string Op = "piecewise_ir::rotary_embedding.default";

    // The op begins with this product; what is added to it has its shape and leaves its layout.
    private const string Product = "aten::mul.Tensor";

    public override string Name => "raise-rotary";

    public override string Summary => "x * cos + rotate_half(x) * sin and its kin → rotary_embedding.";

    protected override string Rule => "rotary_embedding";

    protected override bool IsAnchor(Node node) =>
        node.IsCallOf("aten::neg.default") || node.IsCallOf("aten::cat.default") || node.IsCallOf("aten::view_as_complex.default");

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
        if (anchor.IsCallOf("aten::neg.default"))
        {
            if (Rotation.Match(anchor) is { } rotation && RotaryForm.Match(rotation, out miss) is { } form)
            {
                var sin = form.IsInverse ? tables.Negated(form.Sin) : form.Sin;
                Replace(context, form.Last, Op, form.IsInOrder ? form.Last.Type : null, form.Input, form.Cos, sin, form.IsInterleaved);
                context.EraseUnused(sin);
            }
        }
        else if (anchor.IsCallOf("aten::cat.default"))
        {
            if (SplitRotaryForm.Match(anchor, out miss) is { } form)
            {
                var x = form.Whole ?? context.Call(form.Last, "aten::cat.default", Argument.List([form.First, form.Second]), -1);
                var (cos, sin) = (tables.Doubled(form.Cos), tables.Doubled(form.Sin));
                Replace(context, form.Last, Op, TypeOf(context, form.Last, Product, x, cos), x, cos, sin);
                context.EraseUnused(x);
                context.EraseUnused(cos);
                context.EraseUnused(sin);
            }
        }
        else if (ComplexRotaryForm.Match(anchor, out miss) is { } form)
        {
            var (cos, sin) = (tables.Part(form.Table, 0), tables.Part(form.Table, 1));
            Replace(context, form.Last, Op, (TypeOf(context, form.Last, Product, form.Input, cos) as TensorType)?.WithDType(form.Input.DType!.Value), form.Input, cos, sin, true);
            context.EraseUnused(cos);
            context.EraseUnused(sin);
        }
        if (miss is not null)
        {
            Report(context, miss);
        }
    }
}
