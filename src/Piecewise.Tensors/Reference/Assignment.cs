namespace Piecewise.Tensors.Reference;

/// <summary>Elements of one tensor into the places of another.</summary>
internal static class Assignment
{
    /// <summary>
    /// Writes <paramref name="source"/> into <paramref name="target"/>: cast and broadcast, as an in-place operator does.
    /// </summary>
    public static void Write(Tensor target, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        target.ThrowIfReadOnly();
        // A view of the target may be the source (x[1:] = x[:-1]); a copy first is what PyTorch's result would be.
        var value = Overlap.OfStorages(source.Storage, target.Storage) ? source.Clone() : source;
        if (value.DType != target.DType)
        {
            value = Cast.To(value, target.DType);
        }
        if (!value.Shape.SequenceEqual(target.Shape))
        {
            value = value.Broadcast(target.Shape);
        }
        target.CopyFrom(value);
    }
}
