using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary>Providers of the fused all-reduces: the exchange, then the kernels of the other parts.</summary>
internal static class ReducedNormProviders
{
    public static OpIrProvider Norm => new(OpIrProvider.Kernel, CallNorm) { Objection = RmsNormKernel.Objection };

    public static OpIrProvider AddNorm => new(OpIrProvider.Kernel, CallAddNorm) { Objection = FusedAddRmsNormKernel.Objection };

    public static OpIrProvider NormStatic => new(OpIrProvider.Kernel, CallNormStatic)
    {
        Objection = context => RmsNormKernel.Objection(context) ?? QuantizationKernels.StaticObjection(context, "x"),
    };

    public static OpIrProvider AddNormStatic => new(OpIrProvider.Kernel, CallAddNormStatic)
    {
        Objection = context => FusedAddRmsNormKernel.Objection(context) ?? QuantizationKernels.StaticObjection(context, "x"),
    };

    private static (TracedTensor Normalized, TracedTensor Reduced) CallNorm(
        TracedTensor x, TracedTensor? weight, long world, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false)
    {
        TracedTensor reduced = Op.Call("piecewise::all_reduce", x, world);
        return (RmsNormKernel.Call(reduced, weight, epsilon, weightOffset, roundBeforeWeight), reduced);
    }

    private static (TracedTensor Normalized, TracedTensor Sum) CallAddNorm(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, long world, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false) =>
        FusedAddRmsNormKernel.Call(Op.Call("piecewise::all_reduce", x, world), xResidual, weight, epsilon, weightOffset, roundBeforeWeight);

    private static (TracedTensor Values, TracedTensor Reduced) CallNormStatic(
        TracedTensor x, TracedTensor? weight, TracedTensor scale, DType dtype, long world, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, reduced) = CallNorm(x, weight, world, epsilon, weightOffset, roundBeforeWeight);
        return (QuantizationKernels.CallStatic(normalized, scale, dtype), reduced);
    }

    private static (TracedTensor Values, TracedTensor Sum) CallAddNormStatic(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, TracedTensor scale, DType dtype, long world, double epsilon,
        double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = CallAddNorm(x, xResidual, weight, world, epsilon, weightOffset, roundBeforeWeight);
        return (QuantizationKernels.CallStatic(normalized, scale, dtype), sum);
    }
}
