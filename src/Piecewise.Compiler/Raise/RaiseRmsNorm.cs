using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>RMS normalization, spelled out or as PyTorch's own operators.</summary>
internal sealed class RaiseRmsNorm : RaisePass
{
    public override string Name => "raise-rms-norm";

    public override string Summary => "x * rsqrt(mean(x ** 2) + epsilon) * weight, aten.rms_norm → rms_norm.";

    protected override string Rule => "rms_norm";

    protected override bool IsAnchor(Node node) =>
        RootMeanSquare.IsAnchor(node) || node.IsCallOf(KnownOps.RmsNorm) || node.IsCallOf(KnownOps.FusedRmsNorm);

    protected override void Raise(PassContext context, Node anchor)
    {
        if (!RootMeanSquare.IsAnchor(anchor))
        {
            RaiseOperator(context, anchor);
            return;
        }
        if (RootMeanSquare.Match(anchor, out var miss) is not { } core)
        {
            if (miss is not null)
            {
                Report(context, miss);
            }
            return;
        }
        var form = NormWeight.Follow(core.Input, core.Normalized, isPlain: false, out miss);
        // The op's own steps are those of the form: what it returns has the layout of the normalized value.
        var type = core.Normalized.Tensor!.WithDType(form.Last.DType!.Value);
        if (Replace(
                context, form.Last, KnownOps.IrRmsNorm, type, form.Input, form.Weight
                    ?? Argument.None, core.Epsilon, form.Offset, form.RoundsFirst)
            && miss is not null)
        {
            Report(context, miss);
        }
    }

    /// <summary>(input, normalized_shape, weight, eps); the second operator returns the inverse root too.</summary>
    private void RaiseOperator(PassContext context, Node norm)
    {
        var input = norm.Operand(0)!;
        var weight = norm.Operand(2);
        if (OneResult.Of(norm, out var miss) is not { } result)
        {
            Report(context, miss!);
        }
        else if (norm.Arguments[1] is not ListArgument { Items.Length: 1 })
        {
            context.Remark(Rule, norm, $"%{norm.Name} normalizes over {norm.Arguments[1]}, not over the last dim alone.");
        }
        else if (input.DType is not (DType.F32 or DType.F16 or DType.BF16) || (weight is not null && weight.DType != input.DType))
        {
            context.Remark(Rule, norm,
                $"%{norm.Name} has an input of {input.Tensor} and a weight of {weight?.Tensor}; the op computes in f32.");
        }
        else
        {
            // Without an epsilon PyTorch takes that of f32, in which it computes.
            var epsilon = norm.Arguments[3].IsNumber(out var given) ? given : Math.ScaleB(1, -23);
            Replace(
                context, result, KnownOps.IrRmsNorm, result.Type.Equals(input.Type) ? result.Type
                    : null, input, weight ?? Argument.None, epsilon);
        }
    }
}
