using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary>
/// Providers of the fused ops that are the kernels of their parts, one after the other: fusing never gives up a kernel that the parts had.
/// A kernel of its own replaces one of these where it is faster.
/// </summary>
internal static class FusedProviders
{
    public static OpIrProvider NormStatic => new(
        OpIrProvider.Kernel,
        (TracedTensor x, TracedTensor? weight, TracedTensor scale, DType dtype, double epsilon, double weightOffset = 0.0,
            bool roundBeforeWeight = false) =>
            QuantizationKernels.CallStatic(RmsNormKernel.Call(x, weight, epsilon, weightOffset, roundBeforeWeight), scale, dtype))
    {
        Objection = context => RmsNormKernel.Objection(context) ?? QuantizationKernels.StaticObjection(context, "x"),
    };

    public static OpIrProvider NormPerToken => new(
        OpIrProvider.Kernel,
        (TracedTensor x, TracedTensor? weight, DType dtype, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false) =>
            QuantizationKernels.CallPerToken(RmsNormKernel.Call(x, weight, epsilon, weightOffset, roundBeforeWeight), dtype))
    {
        Objection = context => RmsNormKernel.Objection(context) ?? QuantizationKernels.DynamicObjection(context, "x"),
    };

    public static OpIrProvider NormPerGroup => new(
        OpIrProvider.Kernel,
        (TracedTensor x, TracedTensor? weight, long groupSize, DType dtype, double epsilon, double weightOffset = 0.0,
            bool roundBeforeWeight = false) =>
            QuantizationKernels.CallPerGroup(RmsNormKernel.Call(x, weight, epsilon, weightOffset, roundBeforeWeight), groupSize, dtype))
    {
        Objection = context => RmsNormKernel.Objection(context) ?? QuantizationKernels.GroupObjection(context, "x"),
    };

    public static OpIrProvider AddNormStatic => new(OpIrProvider.Kernel, AddStatic)
    {
        Objection = context => FusedAddRmsNormKernel.Objection(context) ?? QuantizationKernels.StaticObjection(context, "x"),
    };

    public static OpIrProvider AddNormPerToken => new(OpIrProvider.Kernel, AddPerToken)
    {
        Objection = context => FusedAddRmsNormKernel.Objection(context) ?? QuantizationKernels.DynamicObjection(context, "x"),
    };

    public static OpIrProvider AddNormPerGroup => new(OpIrProvider.Kernel, AddPerGroup)
    {
        Objection = context => FusedAddRmsNormKernel.Objection(context) ?? QuantizationKernels.GroupObjection(context, "x"),
    };

    public static OpIrProvider SiluStatic => new(
        OpIrProvider.Kernel,
        (TracedTensor xGate, TracedTensor xUp, TracedTensor scale, DType dtype) =>
            QuantizationKernels.CallStatic(GatedActivationKernels.CallSilu(xGate, xUp), scale, dtype))
    {
        Objection = context => GatedActivationKernels.Objection(context) ?? QuantizationKernels.StaticObjection(context, "x_gate"),
    };

    public static OpIrProvider SiluPerToken => new(
        OpIrProvider.Kernel, (TracedTensor xGate, TracedTensor xUp, DType dtype) =>
            QuantizationKernels.CallPerToken(GatedActivationKernels.CallSilu(xGate, xUp), dtype))
    {
        Objection = context => GatedActivationKernels.Objection(context) ?? QuantizationKernels.DynamicObjection(context, "x_gate"),
    };

    public static OpIrProvider SiluPerGroup => new(
        OpIrProvider.Kernel,
        (TracedTensor xGate, TracedTensor xUp, long groupSize, DType dtype) =>
            QuantizationKernels.CallPerGroup(GatedActivationKernels.CallSilu(xGate, xUp), groupSize, dtype))
    {
        Objection = context => GatedActivationKernels.Objection(context) ?? QuantizationKernels.GroupObjection(context, "x_gate"),
    };

    public static OpIrProvider GeluStatic => new(
        OpIrProvider.Kernel,
        (TracedTensor xGate, TracedTensor xUp, TracedTensor scale, DType dtype, string approximate = "none") =>
            QuantizationKernels.CallStatic(GatedActivationKernels.CallGelu(xGate, xUp, approximate), scale, dtype))
    {
        Objection = context => GatedActivationKernels.Objection(context) ?? QuantizationKernels.StaticObjection(context, "x_gate"),
    };

    public static OpIrProvider GeluPerToken => new(
        OpIrProvider.Kernel, (TracedTensor xGate, TracedTensor xUp, DType dtype, string approximate = "none") =>
            QuantizationKernels.CallPerToken(GatedActivationKernels.CallGelu(xGate, xUp, approximate), dtype))
    {
        Objection = context => GatedActivationKernels.Objection(context) ?? QuantizationKernels.DynamicObjection(context, "x_gate"),
    };

    public static OpIrProvider GeluPerGroup => new(
        OpIrProvider.Kernel,
        (TracedTensor xGate, TracedTensor xUp, long groupSize, DType dtype, string approximate = "none") =>
            QuantizationKernels.CallPerGroup(GatedActivationKernels.CallGelu(xGate, xUp, approximate), groupSize, dtype))
    {
        Objection = context => GatedActivationKernels.Objection(context) ?? QuantizationKernels.GroupObjection(context, "x_gate"),
    };

    public static OpIrProvider NormRotary => new(
        OpIrProvider.Kernel,
        (TracedTensor x, TracedTensor? weight, TracedTensor cos, TracedTensor sin, double epsilon, double weightOffset = 0.0,
            bool roundBeforeWeight = false,
            bool interleaved = false) =>
            RotaryEmbeddingKernel.Call(RmsNormKernel.Call(x, weight, epsilon, weightOffset, roundBeforeWeight), cos, sin, interleaved))
    {
        Objection = context => RmsNormKernel.Objection(context) ?? RotaryEmbeddingKernel.Objection(context),
    };

    /// <summary>How far quantized results may be from the native ones: a value that lies between two steps may fall to either.</summary>
    public static Tolerance? Distance(DType dtype) => dtype switch
    {
        DType.I8 => new Tolerance(1, 0),
        DType.F8E4M3FN => new Tolerance(0.02, 0.13),
        // Scales: the largest value of a bf16 row moves by one rounding.
        DType.F32 => new Tolerance(1e-5, 4e-3),
        _ => null,
    };

    private static (TracedTensor Values, TracedTensor Sum) AddStatic(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, TracedTensor scale, DType dtype, double epsilon,
        double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = FusedAddRmsNormKernel.Call(x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        return (QuantizationKernels.CallStatic(normalized, scale, dtype), sum);
    }

    private static (TracedTensor Values, TracedTensor Scales, TracedTensor Sum) AddPerToken(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, DType dtype, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = FusedAddRmsNormKernel.Call(x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        var (values, scales) = QuantizationKernels.CallPerToken(normalized, dtype);
        return (values, scales, sum);
    }

    private static (TracedTensor Values, TracedTensor Scales, TracedTensor Sum) AddPerGroup(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, long groupSize, DType dtype, double epsilon,
        double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = FusedAddRmsNormKernel.Call(x, xResidual, weight, epsilon, weightOffset, roundBeforeWeight);
        var (values, scales) = QuantizationKernels.CallPerGroup(normalized, groupSize, dtype);
        return (values, scales, sum);
    }
}
