using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Views that kernels are made of. Dims and positions are normalized and in range.</summary>
internal static class TensorViews
{
    /// <summary>
    /// <paramref name="length"/> elements of a dim from <paramref name="start"/> on, <paramref name="step"/> apart (which may be negative).
    /// </summary>
    public static Tensor Slice(this Tensor self, int dim, long start, long length, long step = 1)
    {
        var (shape, strides) = (self.Shape.ToArray(), self.Strides.ToArray());
        var offset = self.Offset + (length > 0 ? start * strides[dim] : 0);
        shape[dim] = length;
        strides[dim] *= step;
        return self.AsStrided(shape, strides, offset);
    }

    /// <summary>One element of a dim; the dim is gone.</summary>
    public static Tensor Select(this Tensor self, int dim, long index) => self.AsStrided(
        [.. self.Shape[..dim], .. self.Shape[(dim + 1)..]], [.. self.Strides[..dim], .. self.Strides[(dim + 1)..]],
        self.Offset + (self.ElementCount > 0 ? index * self.Strides[dim] : 0));

    public static Tensor Unsqueeze(this Tensor self, int dim) => self.AsStrided(
        [.. self.Shape[..dim], 1, .. self.Shape[dim..]],
        [.. self.Strides[..dim], dim < self.Rank ? self.Shape[dim] * self.Strides[dim] : 1, .. self.Strides[dim..]], self.Offset);

    public static Tensor Permute(this Tensor self, params ReadOnlySpan<int> order)
    {
        var (shape, strides) = (new long[order.Length], new long[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            (shape[i], strides[i]) = (self.Shape[order[i]], self.Strides[order[i]]);
        }
        return self.AsStrided(shape, strides, self.Offset);
    }
}
