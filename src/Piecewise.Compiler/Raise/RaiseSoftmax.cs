using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>Softmax as PyTorch's operators.</summary>
internal sealed class RaiseSoftmax : RaisePass
{
    public override string Name => "raise-softmax";

    public override string Summary => "aten.softmax, aten._softmax → softmax.";

    protected override string Rule => "softmax";

    protected override bool IsAnchor(Node node) => node.IsCallOf(KnownOps.Softmax) || node.IsCallOf(KnownOps.CoreSoftmax);

    // (self, dim, dtype), or (self, dim, half_to_float)
    protected override void Raise(PassContext context, Node anchor) => Replace(
        context, anchor, KnownOps.IrSoftmax, known: anchor.Type, anchor.Operand(0)!, anchor.Arguments[1],
        anchor.Arguments[2] is BoolArgument { Value: var toFloat } ? (toFloat ? DType.F32 : Argument.None) : anchor.Arguments[2]);
}
