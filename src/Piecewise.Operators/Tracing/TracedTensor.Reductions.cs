using Piecewise.Tensors;

namespace Piecewise.Tracing;

// Reductions, and what sorts or normalizes along a dim.
internal sealed partial class TracedTensor
{
    public TracedTensor Sum() => Call("aten::sum.default");

    public TracedTensor Sum(int dim, bool keepDim = false) => Sum([dim], keepDim);

    public TracedTensor Sum(ReadOnlySpan<int> dims, bool keepDim = false) => Call("aten::sum.dim_IntList", Dims(dims), keepDim);

    public TracedTensor Mean() => Call("aten::mean.default");

    public TracedTensor Mean(int dim, bool keepDim = false) => Mean([dim], keepDim);

    public TracedTensor Mean(ReadOnlySpan<int> dims, bool keepDim = false) => Call("aten::mean.dim", Dims(dims), keepDim);

    /// <summary>The largest element along a dim.</summary>
    public TracedTensor Amax(int dim, bool keepDim = false) => Call("aten::amax.default", Dims([dim]), keepDim);

    /// <param name="dim">The dim along which the results add up to 1.</param>
    /// <param name="dtype">What the tensor is converted to first; null for its own dtype.</param>
    public TracedTensor Softmax(int dim, DType? dtype = null) =>
        Call("aten::softmax.int", dim, dtype is { } wanted ? wanted : TracedArgument.None);

    /// <summary>The <paramref name="k"/> largest elements along a dim, largest first, and their positions.</summary>
    public (TracedTensor Values, TracedTensor Indices) TopK(SymbolicInt k, int dim = -1)
    {
        var (values, indices) = Record("aten::topk.default", k, dim);
        return (values, indices);
    }
}
