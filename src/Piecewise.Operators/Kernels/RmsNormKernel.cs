using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>rms_norm</c> in one pass.</summary>
internal sealed class RmsNormKernel : IOperatorSource
{
    public static OpIrProvider Provider => new("kernel", Call) { Objection = Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator("rms_norm(Tensor x, Tensor? weight, float epsilon, float weight_offset=0.0, bool round_before_weight=False) -> Tensor")
        {
            Cases = () => OpIr.RmsNorm.Samples,
            Rule = Rule,
            Kernel = (context, results) => FusedNormalization.ByRootMeanSquare(
                context.Tensor("x"), null, null, context.OptionalTensor("weight"), NormRule(context), results[0]),
        },
    ];

    /// <summary>The scalar arguments of a call.</summary>
    internal static RmsNormRule NormRule(EvaluationContext context) =>
        new(context.Float("epsilon"), context.Float("weight_offset"), context.Bool("round_before_weight"));

    internal static TracedTensor Call(TracedTensor x, TracedTensor? weight, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false) =>
        Op.Call($"{KernelOperator.Namespace}::rms_norm", x, weight, epsilon, weightOffset, roundBeforeWeight);

    internal static string? Objection(InferenceContext context) =>
        KernelRules.Floats(context, "x", "weight") ?? KernelRules.OverLastDim(context, context.Tensor("x"), "weight");

    private static ImmutableArray<TensorType> Rule(InferenceContext context)
    {
        KernelRules.Require(context, Objection(context));
        return [KernelRules.Like(context, context.Tensor("x"))];
    }
}
