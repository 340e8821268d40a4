using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>rms_norm</c> in one pass.</summary>
internal sealed class RmsNormKernel : IOperatorSource
{
    public static OpIrProvider Provider => new(OpIrProvider.Kernel, Call) { Objection = Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator(
            "rms_norm(Tensor x, Tensor? weight, float epsilon, float weight_offset=0.0, bool round_before_weight=False) -> Tensor")
        {
            Rule = Rule,
            Form = context =>
            {
                var x = context.Tensor("x");
                return NormForm(context, [((NodeArgument)context["x"]).Node], new ScalarOperand(0, x.DType), x);
            },
            Kernel = (context, results) => FusedNormalization.ByRootMeanSquare(
                context.Tensor("x"), null, null, context.OptionalTensor("weight"), NormRule(context), results[0]),
        },
    ];

    /// <summary>The normalization of the last dim as loops.</summary>
    /// <param name="context">The call: of this kernel, or of one with the same scalar arguments.</param>
    /// <param name="operands">What the value is computed from.</param>
    /// <param name="value">One element of what is normalized, in its dtype.</param>
    /// <param name="type">What is normalized.</param>
    internal static LoopForm NormForm(InferenceContext context, ImmutableArray<Node> operands, ScalarExpression value, TensorType type)
    {
        var x = value.As(DType.F32);
        var squares = x.As(DType.F64) * x.As(DType.F64);
        var meanSquare = (squares.Reduce(RowReduction.Sum) / new ScalarSize(type.Shape[^1]).As(DType.F64)).As(DType.F32);
        var root = ScalarExpression.Call(ScalarFunction.Sqrt, meanSquare + x.Constant(Number("epsilon")));
        var result = x * (x.Constant(1) / root);
        if (context.OptionalTensor("weight") is { } weight)
        {
            var early = context.Bool("round_before_weight");
            var factor = new ScalarOperand(operands.Length, weight.DType).As(DType.F32);
            if (Number("weight_offset") is not 0 and var offset)
            {
                factor += x.Constant(offset);
                factor = early ? factor.As(weight.DType).As(DType.F32) : factor;
            }
            result = (early ? result.As(type.DType).As(DType.F32) : result) * factor;
            operands = operands.Add(((NodeArgument)context["weight"]).Node);
        }
        return new LoopForm(operands, type.Shape, type.Rank - 1, [result.As(type.DType)]);

        double Number(string name) => context[name] is FloatArgument { Value: var number } ? number : context.Int(name);
    }

    /// <summary>The scalar arguments of a call.</summary>
    internal static RmsNormRule NormRule(EvaluationContext context) =>
        new(context.Float("epsilon"), context.Float("weight_offset"), context.Bool("round_before_weight"));

    internal static TracedTensor Call(
        TracedTensor x, TracedTensor? weight, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false) =>
        Op.Call($"{KernelOperator.Namespace}::rms_norm", x, weight, epsilon, weightOffset, roundBeforeWeight);

    internal static string? Objection(InferenceContext context) =>
        KernelRules.Floats(context, "x", "weight") ?? KernelRules.OverLastDim(context, context.Tensor("x"), "weight");

    private static ImmutableArray<TensorType> Rule(InferenceContext context)
    {
        KernelRules.Require(context, Objection(context));
        return [KernelRules.Like(context, context.Tensor("x"))];
    }
}
