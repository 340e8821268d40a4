using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>fused_add_rms_norm</c> in one pass, into new memory or over its activations.</summary>
internal sealed class FusedAddRmsNormKernel : IOperatorSource
{
    private const string Scalars = "Tensor? weight, float epsilon, float weight_offset=0.0, bool round_before_weight=False";

    public static OpIrProvider Provider => new(OpIrProvider.Kernel, Call) { Objection = Objection };

    /// <summary>Overwrites x with the normalized sum and the residual with the sum; they must not share memory.</summary>
    public static OpIrProvider InPlace => new("kernel_inplace", CallInPlace)
    {
        IsInPlace = true,
        Objection = context => Objection(context) ?? SameDType(context)
            ?? KernelRules.KeepsLayout(context, "x", Sum(context)) ?? KernelRules.KeepsLayout(context, "x_residual", Sum(context)),
    };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator($"fused_add_rms_norm(Tensor x, Tensor x_residual, {Scalars}) -> (Tensor, Tensor)")
        {
            Rule = context =>
            {
                KernelRules.Require(context, Objection(context));
                var sum = Sum(context);
                return [KernelRules.Like(context, sum), sum];
            },
            Form = context =>
            {
                var (x, residual) = (context.Tensor("x"), context.Tensor("x_residual"));
                var total = (new ScalarOperand(0, x.DType).As(DType.F32) + new ScalarOperand(1, residual.DType).As(DType.F32)).As(x.DType);
                var form = RmsNormKernel.NormForm(
                    context, [((NodeArgument)context["x"]).Node, ((NodeArgument)context["x_residual"]).Node], total, Sum(context));
                return form with { Results = [form.Results[0], total] };
            },
            Kernel = Run,
        },
        new KernelOperator($"fused_add_rms_norm_(Tensor(a!) x, Tensor(b!) x_residual, {Scalars}) -> (Tensor(a!), Tensor(b!))")
        {
            Rule = context =>
            {
                KernelRules.Require(context, Objection(context) ?? SameDType(context));
                return [context.Tensor("x"), context.Tensor("x_residual")];
            },
            Kernel = Run,
        },
    ];

    internal static (TracedTensor Normalized, TracedTensor Sum) Call(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = Op.Call(
            $"{KernelOperator.Namespace}::fused_add_rms_norm", x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        return (normalized, sum);
    }

    private static (TracedTensor Normalized, TracedTensor Sum) CallInPlace(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = Op.Call(
            $"{KernelOperator.Namespace}::fused_add_rms_norm_", x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        return (normalized, sum);
    }

    private static void Run(EvaluationContext context, ImmutableArray<Tensor> results) => FusedNormalization.ByRootMeanSquare(
        context.Tensor("x"), context.Tensor("x_residual"), results[1], context.OptionalTensor("weight"), RmsNormKernel.NormRule(context),
        results[0]);

    internal static string? Objection(InferenceContext context) =>
        KernelRules.Floats(context, "x", "x_residual", "weight")
        ?? KernelRules.SameShape(context, "x", "x_residual")
        ?? KernelRules.OverLastDim(context, context.Tensor("x"), "weight");

    // Laid out as the model's addition lays it out.
    private static TensorType Sum(InferenceContext context)
    {
        var (x, residual) = (context.Tensor("x"), context.Tensor("x_residual"));
        return new TensorType(x.DType, x.Shape, Strides.Pointwise(context, x.Shape, x, residual), x.Device);
    }

    private static string? SameDType(InferenceContext context) =>
        context.Tensor("x").DType is var dtype && context.Tensor("x_residual").DType is var other && dtype != other
        ? $"x_residual is {other.TextName()} and can't hold the sum, which is {dtype.TextName()}"
        : null;
}
