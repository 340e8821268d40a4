using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>Layer normalization over the last dim: PyTorch's operators, and Cohere's spelling without bias.</summary>
internal sealed class RaiseLayerNorm : RaisePass
{
    public override string Name => "raise-layer-norm";

    public override string Summary => "aten.layer_norm, (x - mean(x)) * rsqrt(mean((x - mean(x)) ** 2) + epsilon) * weight → layer_norm.";

    protected override string Rule => "layer_norm";

    protected override bool IsAnchor(Node node) =>
        node.IsCallOf(KnownOps.LayerNorm) || node.IsCallOf(KnownOps.NativeLayerNorm) || RootMeanSquare.IsAnchor(node);

    protected override void Raise(PassContext context, Node anchor)
    {
        if (!RootMeanSquare.IsAnchor(anchor))
        {
            RaiseOperator(context, anchor);
        }
        // What is no layer normalization here is left to rms_norm, which reports what it misses.
        else if (RootMeanSquare.Match(anchor, out _) is { } core && Centered(core.Input) is { } input)
        {
            var form = NormWeight.Follow(input.Value, core.Normalized, isPlain: true, out var miss);
            var isSameType = form.Last.Tensor is { IsRowMajor: true } && form.Input.Type.Equals(form.Last.Type);
            if (Replace(
                    context, form.Last, KnownOps.IrLayerNorm, isSameType ? form.Last.Type : null, form.Input, form.Weight ?? Argument.None,
                    Argument.None, core.Epsilon)
                && miss is not null)
            {
                Report(context, miss);
            }
        }
    }

    /// <summary>The x of <c>x - mean(x)</c>.</summary>
    private static Node? Centered(Node difference) =>
        difference.IsDifference && difference.Operand(1)!.Value is var mean && mean.IsCallOf(KnownOps.MeanDims)
        && mean.Arguments[1].IsLastDim(difference.Tensor!.Rank) && mean.Arguments[2] is BoolArgument { Value: true }
        && mean.DType == DType.F32
        && mean.Operand(0)!.HasValueOf(difference.Operand(0)!)
            ? difference.Operand(0)
            : null;

    /// <summary>(input, normalized_shape, weight, bias, eps, …); the second operator returns mean and inverse root too.</summary>
    private void RaiseOperator(PassContext context, Node norm)
    {
        if (OneResult.Of(norm, out var miss) is not { } result)
        {
            Report(context, miss!);
        }
        else if (norm.Arguments[1] is not ListArgument { Items.Length: 1 })
        {
            context.Remark(Rule, norm, $"%{norm.Name} normalizes over {norm.Arguments[1]}, not over the last dim alone.");
        }
        else
        {
            Replace(
                context, result, KnownOps.IrLayerNorm, known: result.Type, norm.Operand(0)!, norm.Operand(2) ?? Argument.None,
                norm.Operand(3) ?? Argument.None,
                norm.Arguments[4].IsNumber(out var epsilon) ? epsilon : 0);
        }
    }
}
