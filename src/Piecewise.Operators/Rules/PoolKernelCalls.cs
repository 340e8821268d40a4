using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>A window over the last dims of a tensor.</summary>
/// <param name="Sizes">Elements along each dim.</param>
/// <param name="Steps">Distances of two positions.</param>
/// <param name="Padding">How far the first position begins before the tensor.</param>
/// <param name="Dilation">Distances of two elements.</param>
internal sealed record PoolWindow(long[] Sizes, long[] Steps, long[] Padding, long[] Dilation);

/// <summary>Pools as calls of a kernel.</summary>
internal static unsafe class PoolKernelCalls
{
    /// <param name="context">The call; what is pooled is its argument <c>self</c>, with dims for images and channels or for the
    /// latter.</param>
    /// <param name="window">What moves.</param>
    /// <param name="isMean">Whether means are asked for, not the largest elements.</param>
    /// <param name="countsPadding">Whether elements of the padding count for the mean.</param>
    /// <param name="divisor">What sums are divided by instead of the number of elements; not 0.</param>
    /// <returns>Null where no kernel takes the operand.</returns>
    public static KernelCall? Of(
        InferenceContext context, PoolWindow window, bool isMean, bool countsPadding = false, long? divisor = null)
    {
        var self = context.Tensor("self");
        if (!KernelCalls.IsFloat(self.DType))
        {
            return null;
        }
        var dims = window.Sizes.Length;
        var call = new KernelCallBuilder(context, self.DType);
        nint* Numbers(long[] last, SymInt absent) => PlanePairs.Spatial(call, [.. last.Select(n => (SymInt)n)], absent);
        return call.Of(new PoolCall<DType0>
        {
            Tensors = PlanePairs.Of(call, context, "self", dims),
            Window = Numbers(window.Sizes, 1),
            Steps = Numbers(window.Steps, 1),
            Padding = Numbers(window.Padding, 0),
            Dilation = Numbers(window.Dilation, 1),
            IsMean = isMean,
            CountsPadding = countsPadding,
            Divisor = (nint)(divisor ?? 0),
        });
    }
}
