using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>
/// Products with a transposed weight: <c>linear</c>, and <c>mm</c>, <c>addmm</c> and <c>matmul</c> as decompositions leave them.
/// </summary>
internal sealed class RaiseLinear : RaisePass
{
    public override string Name => "raise-linear";

    public override string Summary => "aten.linear, mm(x, weight.t()), addmm(bias, x, weight.t()) → linear.";

    protected override string Rule => "linear";

    protected override bool IsAnchor(Node node) => LinearForm.IsProduct(node);

    protected override void Raise(PassContext context, Node anchor)
    {
        if (LinearForm.Of(anchor) is var (x, weight, bias))
        {
            var known = anchor.IsCallOf(KnownOps.Linear) ? anchor.Type : anchor.Tensor is { IsRowMajor: true } type ? type : null;
            Replace(context, anchor, KnownOps.IrLinear, known, x, weight, bias);
        }
        else if (anchor.IsCallOf(KnownOps.AddMm) && !LinearForm.AddsRow(anchor))
        {
            context.Remark(
                Rule, anchor, $"%{anchor.Name} adds a scaled sum, or more than a row that is the same for each row of the product.");
        }
        else if (!anchor.IsCallOf(KnownOps.Linear) && LinearForm.Operands(anchor) is var (left, matrix) && matrix.Tensor is { Rank: 2 }
            && left.Tensor is { Rank: >= 2 } && matrix.Value.Kind == NodeKind.Input)
        {
            context.Remark(Rule, anchor, $"%{matrix.Value.Name} is [in, out]; the op takes a weight [out, in].");
        }
    }
}
