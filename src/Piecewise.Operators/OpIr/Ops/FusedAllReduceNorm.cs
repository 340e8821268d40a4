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
    public IEnumerable<OpIrDeclaration> Declare()
    {
        OpIrDeclaration[] norms =
        [
            Of("all_reduce_rms_norm", Norm, AllReduceNormKernel.Provider),
            Of("all_reduce_fused_add_rms_norm", AddNorm, AllReduceNormKernel.AddProvider),
        ];
        return norms.Concat(norms.Select(FusedQuantize.Static));
    }

    private static OpIrDeclaration Of(string name, Delegate native, OpIrProvider kernel) => new(name, native)
    {
        Providers = [kernel],
        Tolerance = dtype => dtype == DType.F16 ? new Tolerance(1e-2, 2e-3) : null,
    };

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

    private static TracedTensor Reduce(TracedTensor x, long world) => Op.Call("piecewise::all_reduce", x, world);
}
