namespace Piecewise.Tensors;

/// <summary>
/// A view of a <see cref="Storage"/>: dtype, shape, strides and offset, both in elements. A small handle without arithmetic;
/// views share their storage, so a write through one is seen through all.
/// </summary>
public sealed unsafe class Tensor
{
    private readonly long[] shape;
    private readonly long[] strides;

    /// <summary>Views <paramref name="storage"/>; every element must lie inside it.</summary>
    /// <exception cref="ArgumentException">Shape and strides differ in length, a size is negative, or an element lies outside the
    /// storage.</exception>
    internal Tensor(Storage storage, DType dtype, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, long offset)
    {
        ArgumentNullException.ThrowIfNull(storage);
        if (dtype > DType.C128)
        {
            throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "There is no such element type.");
        }
        this.shape = shape.ToArray();
        this.strides = strides.ToArray();
        Storage = storage;
        DType = dtype;
        Offset = offset;
        ElementCount = CheckExtent();
        IsContiguous = Layout.IsContiguous(shape, strides);
    }

    internal Storage Storage { get; }

    public DType DType { get; }

    /// <summary>Position of the first element in the storage, in elements.</summary>
    public long Offset { get; }

    public ReadOnlySpan<long> Shape => shape;

    public ReadOnlySpan<long> Strides => strides;

    public int Rank => shape.Length;

    public long ElementCount { get; }

    public bool IsContiguous { get; }

    /// <summary>Address of the first element. Valid while this tensor is referenced.</summary>
    public byte* Pointer => Storage.Pointer + Offset * DType.Size();

    /// <summary>A new zeroed tensor, row-major.</summary>
    public static Tensor Zeros(DType dtype, params ReadOnlySpan<long> shape) => ZerosStrided(dtype, shape, Layout.ContiguousStrides(shape));

    /// <summary>A new zeroed tensor with dense, non-negative strides.</summary>
    /// <exception cref="InsufficientMemoryException">It is more than this process can hold.</exception>
    public static Tensor ZerosStrided(DType dtype, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        long bytes;
        try
        {
            bytes = checked(Layout.Extent(shape, strides) * dtype.Size());
        }
        catch (OverflowException e)
        {
            throw new InsufficientMemoryException(
                $"One tensor of {dtype.TextName()}[{string.Join(", ", shape.ToArray())}] is more than this process can hold in one "
                + "piece.", e);
        }
        return new(Storage.Allocate(bytes), dtype, shape, strides, 0);
    }

    /// <summary>A new tensor that holds a copy of <paramref name="values"/> in row-major order.</summary>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        var result = Zeros(DTypeOf<T>(), shape);
        if (values.Length != result.ElementCount)
        {
            throw new ArgumentException(
                $"{values.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}].", nameof(values));
        }
        values.CopyTo(result.AsSpan<T>());
        return result;
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A tensor of rank 0.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged => From<T>([value], []);

    /// <summary>The dtype whose elements are <typeparamref name="T"/>.</summary>
    public static DType DTypeOf<T>() where T : unmanaged => DTypeDispatch.Of<T>();

    /// <summary>
    /// The elements in row-major order, to read and write. The span keeps their memory valid, whatever is disposed meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The tensor is not contiguous, <typeparamref name="T"/> is not its element type, or it lies in mapped weights: clone it then.
    /// </exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        ThrowIfNotContiguous();
        return ElementCount == 0 ? [] : StorageSpan<T>()[..checked((int)ElementCount)];
    }

    /// <summary>A copy of the elements in row-major order, whatever the strides, of mapped weights too.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        var elements = Contiguous();
        var array = elements.ReadSpan<T>().ToArray();
        GC.KeepAlive(elements);
        return array;
    }

    /// <summary>A copy of the elements' bytes in row-major order, as this machine has them in memory.</summary>
    public byte[] ToBytes()
    {
        var elements = Contiguous();
        var bytes = new ReadOnlySpan<byte>(elements.Pointer, checked((int)(ElementCount * DType.Size()))).ToArray();
        GC.KeepAlive(elements);
        return bytes;
    }

    /// <summary>The storage from the first element on, for kernels that follow the strides themselves.</summary>
    /// <exception cref="InvalidOperationException">
    /// <typeparamref name="T"/> is not the element type, or the tensor lies in mapped weights.
    /// </exception>
    public Span<T> StorageSpan<T>() where T : unmanaged
    {
        ThrowIfReadOnly();
        var (start, count) = Rest<T>();
        return Storage.AsSpan<T>(start, count);
    }

    /// <summary>
    /// As <see cref="AsSpan"/>, to read, of mapped weights too: the reader refers to the tensor until it is done
    /// (<see cref="GC.KeepAlive"/>).
    /// </summary>
    internal ReadOnlySpan<T> ReadSpan<T>() where T : unmanaged
    {
        ThrowIfNotContiguous();
        return ElementCount == 0 ? [] : ReadStorage<T>()[..checked((int)ElementCount)];
    }

    /// <summary>As <see cref="StorageSpan"/>, to read: see <see cref="ReadSpan"/>.</summary>
    internal ReadOnlySpan<T> ReadStorage<T>() where T : unmanaged
    {
        var (start, count) = Rest<T>();
        return Storage.ReadSpan<T>(start, count);
    }

    /// <summary>The single element of a tensor with one element.</summary>
    public T Item<T>() where T : unmanaged
    {
        if (ElementCount != 1)
        {
            throw new InvalidOperationException($"{this} has {ElementCount} elements, not one.");
        }
        var item = ReadStorage<T>()[0];
        GC.KeepAlive(this);
        return item;
    }

    /// <summary>Another view of the same storage.</summary>
    public Tensor AsStrided(ReadOnlySpan<long> newShape, ReadOnlySpan<long> newStrides, long newOffset) =>
        new(Storage, DType, newShape, newStrides, newOffset);

    /// <summary>The same bytes as elements of another dtype of the same size.</summary>
    public Tensor Reinterpret(DType dtype) => dtype.Size() == DType.Size()
        ? new Tensor(Storage, dtype, shape, strides, Offset)
        : throw new ArgumentException($"{DType.TextName()} and {dtype.TextName()} differ in size.");

    /// <summary>A view with another shape.</summary>
    /// <exception cref="ArgumentException">No view of this memory has that shape.</exception>
    public Tensor View(params ReadOnlySpan<long> newShape) =>
        TryView(newShape) ?? throw new ArgumentException(
            $"{this} can't be viewed as [{string.Join(", ", newShape.ToArray())}] without a copy.");

    /// <summary>A view with another shape, or null where only a copy can have it.</summary>
    public Tensor? TryView(ReadOnlySpan<long> newShape)
    {
        if (Layout.ElementCount(newShape) != ElementCount)
        {
            throw new ArgumentException(
                $"{this} has {ElementCount} elements; the shape [{string.Join(", ", newShape.ToArray())}] "
                + $"has {Layout.ElementCount(newShape)}.");
        }
        var viewStrides = Layout.ViewStrides(shape, strides, newShape);
        return viewStrides is null ? null : AsStrided(newShape, viewStrides, Offset);
    }

    /// <summary>A view of a shape that this one broadcasts to; repeated dimensions have stride 0.</summary>
    public Tensor Broadcast(params ReadOnlySpan<long> newShape)
    {
        var joint = Layout.Broadcast(shape, newShape);
        return joint.AsSpan().SequenceEqual(newShape)
            ? AsStrided(newShape, OutputLayout.BroadcastStrides(this, newShape), Offset)
            : throw new ArgumentException($"{this} does not broadcast to [{string.Join(", ", newShape.ToArray())}].");
    }

    /// <summary>This tensor if it is contiguous, else a row-major copy.</summary>
    public Tensor Contiguous() => IsContiguous ? this : Clone();

    /// <summary>A row-major copy.</summary>
    public Tensor Clone()
    {
        var result = Zeros(DType, shape);
        Strided.Copy(this, result);
        return result;
    }

    /// <summary>Overwrites the elements with those of <paramref name="source"/>, which has the same dtype and shape.</summary>
    /// <exception cref="InvalidOperationException">The storage is read-only.</exception>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.DType != DType || !source.Shape.SequenceEqual(Shape))
        {
            throw new ArgumentException($"{source} can't be copied into {this}.");
        }
        ThrowIfReadOnly();
        Strided.Copy(source, this);
    }

    /// <summary>Where its bytes are part of a mapped file: gives their pages back until somebody reads them again.</summary>
    internal void Forget() => Storage.Mapping?.Forget(Pointer, Layout.Extent(Shape, Strides) * DType.Size());

    /// <exception cref="InvalidOperationException">The storage is read-only.</exception>
    public void ThrowIfReadOnly()
    {
        if (Storage.IsReadOnly)
        {
            throw new InvalidOperationException($"{this} lies in read-only memory (mapped weights) and can't be written.");
        }
    }

    public override string ToString()
    {
        var text = $"{DType.TextName()}[{string.Join(", ", shape)}";
        return IsContiguous ? text + "]" : $"{text}; strides {string.Join(", ", strides)}]";
    }

    private void ThrowIfNotContiguous()
    {
        if (!IsContiguous)
        {
            throw new InvalidOperationException($"{this} is not contiguous; call Contiguous() first.");
        }
    }

    // Where the first element begins, in bytes, and how many there are room for from it on.
    private (long Start, long Count) Rest<T>() where T : unmanaged
    {
        if (DTypeOf<T>() != DType)
        {
            throw new InvalidOperationException($"{this} does not hold elements of type {typeof(T).Name}.");
        }
        // A tensor without elements may begin anywhere.
        return ElementCount == 0 ? (0, 0) : (Offset * sizeof(T), (Storage.ByteLength / sizeof(T)) - Offset);
    }

    private long CheckExtent()
    {
        try
        {
            return CountInside();
        }
        catch (OverflowException e)
        {
            throw new ArgumentException(
                $"The sizes [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] at {Offset} do not fit 64 bits.", e);
        }
    }

    private long CountInside()
    {
        if (shape.Length != strides.Length)
        {
            throw new ArgumentException($"{shape.Length} sizes and {strides.Length} strides.");
        }
        var count = 1L;
        long last = Offset, first = Offset;
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] < 0)
            {
                throw new ArgumentException($"Size {shape[i]} of dimension {i} is negative.");
            }
            count = checked(count * shape[i]);
        }
        // Without elements, none lies anywhere.
        for (var i = 0; i < shape.Length && count > 0; i++)
        {
            var reach = checked((shape[i] - 1) * strides[i]);
            (first, last) = reach < 0 ? (checked(first + reach), last) : (first, checked(last + reach));
        }
        if (count > 0 && (first < 0 || last >= Storage.ByteLength / DType.Size()))
        {
            throw new ArgumentException(
                $"A tensor {DType.TextName()}[{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] at {Offset} does not "
                + $"fit a storage of {Storage.ByteLength} bytes.");
        }
        return count;
    }
}
