using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Matrix products of groups of rows with a matrix each: PyTorch's operator and transformers' fallback for it.</summary>
internal sealed class RaiseGroupedGemm : RaisePass
{
    public override string Name => "raise-grouped-gemm";

    public override string Summary => "aten._grouped_mm → grouped_gemm.";

    protected override string Rule => "grouped_gemm";

    protected override bool IsAnchor(Node node) =>
        node.IsCallOf(KnownOps.GroupedMm) || node.IsCallOf(KnownOps.GroupedMmFallback);

    protected override void Raise(PassContext context, Node anchor)
    {
        // (self, mat2, offs, bias, out_dtype); the fallback has the first three.
        if (anchor.Operand(0)!.Tensor is not { Rank: 2 } || anchor.Operand(1)!.Tensor is not { Rank: 3 }
            || anchor.Operand(2) is not { } offsets
            || anchor.Arguments.Skip(3).Any(a => a is not NoneArgument))
        {
            context.Remark(Rule, anchor, $"%{anchor.Name} has other operands than rows, a matrix per group and the groups' ends.");
            return;
        }
        Replace(context, anchor, KnownOps.IrGroupedGemm, known: null, anchor.Operand(0)!, anchor.Operand(1)!, offsets);
    }
}
