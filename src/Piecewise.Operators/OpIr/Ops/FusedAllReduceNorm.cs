using Piecewise.Graphs;
using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// A sum over ranks and the normalization after it in one op: the sum is normalized while it is read from the other ranks. Each is exactly
/// the composition of the ops in its name. Only rewrites make them. Source: vLLM's <c>flashinfer_trtllm_fused_allreduce_norm</c>.
/// </summary>
internal sealed class FusedAllReduceNorm : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("all_reduce_rms_norm", Norm)
        {
            Providers = [ReducedNormProviders.Norm],
            Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
        },
        new OpIrDeclaration("all_reduce_fused_add_rms_norm", AddNorm)
        {
            Providers = [ReducedNormProviders.AddNorm],
            Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
        },
        new OpIrDeclaration("all_reduce_rms_norm_quantize_static", NormStatic)
        {
            Providers = [ReducedNormProviders.NormStatic],
            Tolerance = FusedProviders.Distance,
        },
        new OpIrDeclaration("all_reduce_fused_add_rms_norm_quantize_static", AddNormStatic)
        {
            Providers = [ReducedNormProviders.AddNormStatic],
            Tolerance = FusedProviders.Distance,
        },
    ];

    /// <returns>The normalized sum over ranks, and that sum. Both as x.</returns>
    private static (TracedTensor Normalized, TracedTensor Reduced) Norm(
        TracedTensor x, TracedTensor? weight, long world, double epsilon, double weightOffset = 0.0, bool roundBeforeWeight = false)
    {
        var reduced = Reduce(x, world);
        return (RmsNorm.Normalize(reduced, weight, epsilon, weightOffset, roundBeforeWeight), reduced);
    }

    /// <returns>The normalized sum of the residual and the sum over ranks, and the sum: the next residual. Both as x.</returns>
    private static (TracedTensor Normalized, TracedTensor Sum) AddNorm(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, long world, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false) =>
        FusedAddRmsNorm.Native(Reduce(x, world), xResidual, weight, epsilon, weightOffset, roundBeforeWeight);

    /// <returns>As <see cref="Norm"/>, the first of the given dtype.</returns>
    private static (TracedTensor Values, TracedTensor Reduced) NormStatic(
        TracedTensor x, TracedTensor? weight, TracedTensor scale, DType dtype, long world, double epsilon, double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, reduced) = Norm(x, weight, world, epsilon, weightOffset, roundBeforeWeight);
        return (Quantization.Static(normalized, scale, dtype), reduced);
    }

    /// <returns>As <see cref="AddNorm"/>, the first of the given dtype.</returns>
    private static (TracedTensor Values, TracedTensor Sum) AddNormStatic(
        TracedTensor x, TracedTensor xResidual, TracedTensor? weight, TracedTensor scale, DType dtype, long world, double epsilon,
        double weightOffset = 0.0,
        bool roundBeforeWeight = false)
    {
        var (normalized, sum) = AddNorm(x, xResidual, weight, world, epsilon, weightOffset, roundBeforeWeight);
        return (Quantization.Static(normalized, scale, dtype), sum);
    }

    private static TracedTensor Reduce(TracedTensor x, long world) => Op.Call("piecewise::all_reduce", x, world);
}
