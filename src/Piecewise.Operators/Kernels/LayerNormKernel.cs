using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>layer_norm</c> in one pass.</summary>
internal sealed class LayerNormKernel : IOperatorSource
{
    public static OpIrProvider Provider => new("kernel", Call) { Objection = Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator("layer_norm(Tensor x, Tensor? weight, Tensor? bias, float epsilon) -> Tensor")
        {
            Cases = () => OpIr.LayerNorm.Samples,
            Rule = context =>
            {
                KernelRules.Require(context, Objection(context));
                var x = context.Tensor("x");
                return [x.WithShape(x.Shape)];
            },
            Form = Form,
            Kernel = (context, results) => FusedNormalization.ByDeviation(
                context.Tensor("x"), context.OptionalTensor("weight"), context.OptionalTensor("bias"), context.Float("epsilon"), results[0]),
        },
    ];

    private static LoopForm Form(InferenceContext context)
    {
        var type = context.Tensor("x");
        ImmutableArray<Node> operands = [((NodeArgument)context["x"]).Node];
        var x = new ScalarOperand(0, type.DType).As(DType.F32);
        var size = new ScalarSize(type.Shape[^1]).As(DType.F64);
        var mean = x.As(DType.F64).Reduce(RowReduction.Sum) / size;
        var deviation = x.As(DType.F64) - mean;
        var variance = (deviation * deviation).Reduce(RowReduction.Sum) / size;
        var epsilon = context["epsilon"] is FloatArgument { Value: var number } ? number : context.Int("epsilon");
        var scale = (variance.Constant(1) / ScalarExpression.Call(ScalarFunction.Sqrt, variance + variance.Constant(epsilon))).As(DType.F32);
        var result = (x - mean.As(DType.F32)) * scale;
        if (context.OptionalTensor("weight") is { } weight)
        {
            result *= new ScalarOperand(operands.Length, weight.DType).As(DType.F32);
            operands = operands.Add(((NodeArgument)context["weight"]).Node);
        }
        if (context.OptionalTensor("bias") is { } bias)
        {
            result += new ScalarOperand(operands.Length, bias.DType).As(DType.F32);
            operands = operands.Add(((NodeArgument)context["bias"]).Node);
        }
        return new LoopForm(operands, type.Shape, type.Rank - 1, [result.As(type.DType)]);
    }

    private static TracedTensor Call(TracedTensor x, TracedTensor? weight, TracedTensor? bias, double epsilon) =>
        Op.Call($"{KernelOperator.Namespace}::layer_norm", x, weight, bias, epsilon);

    private static string? Objection(InferenceContext context) =>
        KernelRules.Floats(context, "x", "weight", "bias")
        ?? KernelRules.OverLastDim(context, context.Tensor("x"), "weight")
        ?? KernelRules.OverLastDim(context, context.Tensor("x"), "bias");
}
