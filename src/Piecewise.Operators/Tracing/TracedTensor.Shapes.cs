namespace Piecewise.Tracing;

// Views and other changes of shape. Dims count from the end where negative.
internal sealed partial class TracedTensor
{
    /// <summary>A part of the tensor: <c>x[0]</c>, <c>x[.., 1..3]</c>, <c>x[^1, n]</c>; dims after the given ones stay whole.</summary>
    public TracedTensor this[params ReadOnlySpan<TensorIndex> indices]
    {
        get
        {
            if (indices.Length > Rank)
            {
                throw Recorder.Error($"{this} has {Rank} dims and is indexed with {indices.Length}.");
            }
            var (result, dim) = (this, 0);
            foreach (var index in indices)
            {
                if (!index.IsRange)
                {
                    result = result.Select(dim, index.Start!);
                    continue;
                }
                if (index.Start is not null || index.End is not null)
                {
                    result = result.Slice(dim, index.Start, index.End);
                }
                dim++;
            }
            return result;
        }
    }

    /// <summary>The same memory in another shape; one size may be -1.</summary>
    public TracedTensor View(params ReadOnlySpan<SymbolicInt> sizes) => Call("aten::view.default", Sizes(sizes));

    /// <inheritdoc cref="View(ReadOnlySpan{SymbolicInt})"/>
    public TracedTensor View(TracedShape shape) => Call("aten::view.default", shape);

    /// <summary>Another shape, in the same memory where that can be; one size may be -1.</summary>
    public TracedTensor Reshape(params ReadOnlySpan<SymbolicInt> sizes) => Call("aten::reshape.default", Sizes(sizes));

    /// <inheritdoc cref="Reshape(ReadOnlySpan{SymbolicInt})"/>
    public TracedTensor Reshape(TracedShape shape) => Call("aten::reshape.default", shape);

    /// <summary>Merges the dims from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    public TracedTensor Flatten(int start = 0, int end = -1) => Call("aten::flatten.using_ints", start, end);

    public TracedTensor Transpose(int dim0, int dim1) => Call("aten::transpose.int", dim0, dim1);

    public TracedTensor Permute(params ReadOnlySpan<int> dims) => Call("aten::permute.default", Dims(dims));

    public TracedTensor Unsqueeze(int dim) => Call("aten::unsqueeze.default", dim);

    /// <summary>Without the dim if its size is 1.</summary>
    public TracedTensor Squeeze(int dim) => Call("aten::squeeze.dim", dim);

    /// <summary>Dims of size 1 repeated in place; -1 keeps a size.</summary>
    public TracedTensor Expand(params ReadOnlySpan<SymbolicInt> sizes) => Call("aten::expand.default", Sizes(sizes));

    /// <summary>The elements from <paramref name="start"/> to before <paramref name="end"/> along a dim, by Python's rules.</summary>
    public TracedTensor Slice(int dim, SymbolicInt? start = null, SymbolicInt? end = null, SymbolicInt? step = null) =>
        Call("aten::slice.Tensor", dim, start ?? 0, end ?? long.MaxValue, step ?? 1);

    /// <summary>One position along a dim, which goes away.</summary>
    public TracedTensor Select(int dim, SymbolicInt index) => Call("aten::select.int", dim, index);

    /// <summary>Parts of equal size, the last one perhaps smaller.</summary>
    public TracedTensor[] Split(SymbolicInt size, int dim = 0) => Record("aten::split.Tensor", size, dim).Tensors;

    /// <summary>Parts of the given sizes.</summary>
    public TracedTensor[] Split(ReadOnlySpan<SymbolicInt> sizes, int dim = 0) =>
        Record("aten::split_with_sizes.default", Sizes(sizes), dim).Tensors;

    /// <summary>At most so many parts, of equal size but for the last.</summary>
    public TracedTensor[] Chunk(int chunks, int dim = 0) => Record("aten::chunk.default", chunks, dim).Tensors;
}
