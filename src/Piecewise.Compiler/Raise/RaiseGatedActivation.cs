using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>An activation function of one tensor times another tensor: the gate of a feed-forward block.</summary>
internal sealed class RaiseGatedActivation : RaisePass
{
    public override string Name => "raise-gated-activation";

    public override string Summary => "silu(gate) * up, gelu(gate) * up → silu_and_mul, gelu_and_mul.";

    protected override string Rule => "gated activation";

    protected override bool IsAnchor(Node node) => node.IsCallOf(KnownOps.Mul);

    protected override void Raise(PassContext context, Node anchor)
    {
        if (!anchor.IsProduct(out var left, out var right))
        {
            return;
        }
        if (Activation.Match(left.Value) is { } first)
        {
            Raise(context, anchor, first, right, isFirst: true);
        }
        else if (Activation.Match(right.Value) is { } second)
        {
            Raise(context, anchor, second, left, isFirst: false);
        }
    }

    private void Raise(PassContext context, Node product, Activation activation, Node up, bool isFirst)
    {
        var (gate, result) = (activation.Gate, activation.Result);
        if (result.SoleUse?.User != product)
        {
            context.Remark(Rule, product, $"%{result.Name} is used elsewhere too; raised, it would be computed twice.");
        }
        else if (activation.RoundsBetween)
        {
            context.Remark(Rule, product,
                $"%{result.Name} is spelled out in {gate.DType!.Value.TextName()}, rounding at each step; "
                + "the op rounds the activation once.");
        }
        else if (!gate.Tensor!.Shape.AsSpan().SequenceEqual(up.Tensor!.Shape.AsSpan()) || gate.DType != product.DType)
        {
            context.Remark(Rule, product,
                $"The gate %{gate.Name} is {gate.Type}, %{up.Name} is {up.Type} and the product {product.Type}: "
                + "not of one shape and dtype.");
        }
        else
        {
            // The op's own steps are the model's, in their order; which factor stands first can decide the layout.
            var isSameType = activation.IsOperator && (isFirst || (result.Type.Equals(product.Type) && up.Type.Equals(product.Type)));
            var type = isSameType ? product.Type : null;
            if (activation.Approximate is { } approximate)
            {
                Replace(context, product, KnownOps.IrGeluAndMul, type, gate, up, approximate);
            }
            else
            {
                Replace(context, product, KnownOps.IrSiluAndMul, type, gate, up);
            }
        }
    }
}
