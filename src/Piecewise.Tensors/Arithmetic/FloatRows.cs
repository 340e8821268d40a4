using System.Numerics.Tensors;

namespace Piecewise.Tensors;

/// <summary>
/// The rows of a float tensor along its last dim, whatever its strides: read as f32, rounded when written. f32 rows whose elements are
/// neighbours are worked on in place; others pass through a row of scratch memory.
/// </summary>
/// <remarks>Spans of rows do not keep the tensor's memory alive; a kernel holds its tensors until it is done.</remarks>
internal readonly unsafe struct FloatRows
{
    private readonly Tensor tensor;
    private readonly long stride;
    private readonly long rowStride;
    private readonly bool isUniform;

    /// <param name="tensor">Of rank 1 or more; f32, f16 or bf16. A vector is one row.</param>
    /// <exception cref="ArgumentException">Another dtype, or a scalar.</exception>
    public FloatRows(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Rank == 0 || !Holds(tensor.DType))
        {
            throw new ArgumentException($"{tensor} has no rows of f32, f16 or bf16.", nameof(tensor));
        }
        this.tensor = tensor;
        Width = checked((int)tensor.Shape[^1]);
        Count = Layout.ElementCount(tensor.Shape[..^1]);
        stride = Width == 1 ? 1 : tensor.Strides[^1];
        var view = Layout.ViewStrides(tensor.Shape[..^1], tensor.Strides[..^1], [Count]);
        isUniform = view is not null;
        rowStride = view is null ? 0 : view[0];
    }

    public long Count { get; }

    public int Width { get; }

    public DType DType => tensor.DType;

    private bool IsDirect => tensor.DType == DType.F32 && stride == 1;

    public static bool Holds(DType dtype) => dtype is DType.F32 or DType.F16 or DType.BF16;

    /// <summary>A row's values.</summary>
    /// <param name="row">0 … Count - 1.</param>
    /// <param name="scratch">At least <see cref="Width"/> long; holds the values where the row itself can't.</param>
    public ReadOnlySpan<float> Read(long row, Span<float> scratch)
    {
        if (IsDirect)
        {
            return Target(row, scratch);
        }
        var values = scratch[..Width];
        var start = tensor.Pointer + (Offset(row) * tensor.DType.Size());
        switch (tensor.DType)
        {
            case DType.F32:
                Gather((float*)start, values);
                break;
            case DType.BF16 when stride == 1:
                FloatConversion.Widen(new ReadOnlySpan<BFloat16>(start, Width), values);
                break;
            case DType.BF16:
                Gather((BFloat16*)start, values);
                break;
            case DType.F16 when stride == 1:
                TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(start, Width), values);
                break;
            default:
                Gather((Half*)start, values);
                break;
        }
        GC.KeepAlive(tensor);
        return values;
    }

    /// <summary>
    /// Memory for a row's new values: the row itself where that can be, else scratch memory, which <see cref="Write"/> stores.
    /// </summary>
    public Span<float> Target(long row, Span<float> scratch) =>
        IsDirect ? new Span<float>(tensor.Pointer + (Offset(row) * sizeof(float)), Width) : scratch[..Width];

    /// <summary>Stores what was computed in <see cref="Target"/>, or any other values, as a row.</summary>
    public void Write(long row, ReadOnlySpan<float> values)
    {
        var start = tensor.Pointer + (Offset(row) * tensor.DType.Size());
        switch (tensor.DType)
        {
            case DType.F32 when stride == 1:
                values.CopyTo(new Span<float>(start, Width));
                break;
            case DType.F32:
                Scatter(values, (float*)start);
                break;
            case DType.BF16 when stride == 1:
                FloatConversion.Narrow(values, new Span<BFloat16>(start, Width));
                break;
            case DType.BF16:
                Scatter(values, (BFloat16*)start);
                break;
            case DType.F16 when stride == 1:
                TensorPrimitives.ConvertToHalf(values, new Span<Half>(start, Width));
                break;
            default:
                Scatter(values, (Half*)start);
                break;
        }
        GC.KeepAlive(tensor);
    }

    private void Gather<T>(T* source, Span<float> values) where T : unmanaged
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Element.Convert<T, float>(source[i * stride]);
        }
    }

    private void Scatter<T>(ReadOnlySpan<float> values, T* target) where T : unmanaged
    {
        for (var i = 0; i < values.Length; i++)
        {
            target[i * stride] = Element.Convert<float, T>(values[i]);
        }
    }

    private long Offset(long row)
    {
        if (isUniform)
        {
            return row * rowStride;
        }
        long offset = 0;
        for (var dim = tensor.Rank - 2; dim >= 0; dim--)
        {
            (row, var at) = Math.DivRem(row, tensor.Shape[dim]);
            offset += at * tensor.Strides[dim];
        }
        return offset;
    }
}
