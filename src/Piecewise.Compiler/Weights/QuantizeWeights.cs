using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Weights;

/// <summary>
/// Products with weights of fewer bits take them quantized: a computation on constants, which is done once, when the program is loaded.
/// </summary>
internal sealed class QuantizeWeights : Pass
{
    public override string Name => "quantize-weights";

    public override string Summary => "quantized_linear(x, w, format) → a product with w as it is quantized at load";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var call in context.Graph.CallsOf(KnownOps.QuantizedLinear))
        {
            var weight = call.Operand(1)!;
            if (!IsConstant(context, weight))
            {
                context.Remark("quantized weight", call, $"%{weight.Name} is no constant: it is quantized in every call");
            }
            else if (context.MayRewrite("quantized weight", call))
            {
                var (type, format) = (weight.TensorType(), call.Arguments[3]);
                var quantized = context.Call(call, KnownOps.QuantizeWeightKernel, weight, format);
                context.Replace(call, context.Call(
                    call, KnownOps.QuantizedLinearKernel, call.Type,
                    call.Arguments[0], quantized, call.Arguments[2], type.Shape[0].Constant, type.Shape[1].Constant, format));
            }
        }
    }

    // A weight, or several joined.
    private static bool IsConstant(PassContext context, Node node) => node.Kind == NodeKind.Input ? context.Constants.Contains(node)
        : node is { Kind: NodeKind.Call, Operator: { IsPure: true, IsRandom: false } } && node.InputNodes.All(n => IsConstant(context, n));
}
