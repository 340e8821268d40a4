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

    protected override bool IsAnchor(Node node) =>
        node.IsCallOf(KnownOps.Linear) || node.IsCallOf(KnownOps.Mm) || node.IsCallOf(KnownOps.AddMm)
        || node.IsCallOf(KnownOps.MatMul);

    protected override void Raise(PassContext context, Node anchor)
    {
        if (anchor.IsCallOf(KnownOps.Linear))
        {
            // A weight of one dim gives no last dim.
            if (anchor.Operand(1)!.Tensor is { Rank: 2 })
            {
                Replace(context, anchor, KnownOps.IrLinear, anchor.Type, anchor.Operand(0)!, anchor.Operand(1)!, anchor.Arguments[2]);
            }
        }
        else if (!anchor.IsCallOf(KnownOps.AddMm))
        {
            RaiseProduct(context, anchor, anchor.Operand(0)!, anchor.Operand(1)!, Argument.None);
        }
        // (self, mat1, mat2, *, beta, alpha)
        else if (anchor.Arguments[3].IsNumber(out var beta) && beta == 1 && anchor.Arguments[4].IsNumber(out var alpha) && alpha == 1
            && anchor.Operand(0)!.Tensor is { Rank: 1 } bias && bias.Shape[0] == anchor.Tensor!.Shape[1])
        {
            RaiseProduct(context, anchor, anchor.Operand(1)!, anchor.Operand(2)!, anchor.Operand(0)!);
        }
        else
        {
            context.Remark(
                Rule, anchor, $"%{anchor.Name} adds a scaled sum, or more than a row that is the same for each row of the product.");
        }
    }

    private void RaiseProduct(PassContext context, Node product, Node x, Node matrix, Argument bias)
    {
        if (matrix.Tensor is not { Rank: 2 } || x.Tensor is not { Rank: >= 2 })
        {
            return;
        }
        if (Transposed(matrix.Value) is { } weight)
        {
            Replace(context, product, KnownOps.IrLinear, product.Tensor is { IsRowMajor: true } type ? type : null, x, weight, bias);
        }
        else if (matrix.Value.Kind == NodeKind.Input)
        {
            context.Remark(Rule, product, $"%{matrix.Name} is [in, out]; the op takes a weight [out, in].");
        }
    }

    /// <summary>The weight of which a node is the transpose; products of activations have none.</summary>
    private static Node? Transposed(Node node)
    {
        var isTranspose = node.IsCallOf(KnownOps.T)
            || (node.IsCallOf(KnownOps.Transpose) && node.Arguments[1] != node.Arguments[2])
            || (node.IsCallOf(KnownOps.Permute) && node.Arguments[1] is ListArgument
            {
                Items: [IntArgument { Value: 1 or -1 }, IntArgument { Value: 0 or -2 }]
            });
        return isTranspose && node.Operand(0)!.Value is { Kind: NodeKind.Input } weight ? weight : null;
    }
}
