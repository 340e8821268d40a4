using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>Tensors as planes over three spatial dims: dims that there are not are dims of size 1 before the others.</summary>
internal static unsafe class PlanePairs
{
    /// <param name="call">The call that is made.</param>
    /// <param name="context">The call of the operator, whose only result is made.</param>
    /// <param name="name">Name of the tensor that it is made of, of the call's first dtype.</param>
    /// <param name="dims">How many spatial dims there are.</param>
    public static PlanePair<DType0> Of(KernelCallBuilder call, InferenceContext context, string name, int dims)
    {
        var x = context.Tensor(name);
        var (result, target) = context.StridedResult();
        var planes = MergedDims.Of(context, x.Shape[..^dims], x.Strides[..^dims], result.Strides[..^dims]);
        return new PlanePair<DType0>
        {
            X = call.Pointer<DType0>(name),
            XPlanes = call.Sizes(planes.Strides[0]),
            XStrides = Spatial(call, x.Strides[^dims..], 0),
            Result = call.Pointer<DType0>(target),
            ResultPlanes = call.Sizes(planes.Strides[1]),
            ResultStrides = Spatial(call, result.Strides[^dims..], 0),
            Planes = call.Sizes(planes.Sizes),
            PlaneRank = planes.Sizes.Length,
            Sizes = Spatial(call, x.Shape[^dims..], 1),
            Positions = Spatial(call, result.Shape[^dims..], 1),
        };
    }

    /// <summary>Three numbers.</summary>
    /// <param name="call">The call that is made.</param>
    /// <param name="last">One for each spatial dim.</param>
    /// <param name="absent">What stands for dims that there are not.</param>
    public static nint* Spatial(KernelCallBuilder call, IReadOnlyCollection<SymInt> last, SymInt absent) =>
        call.Sizes([.. Enumerable.Repeat(absent, 3 - last.Count), .. last]);
}
