namespace Piecewise.Tensors;

/// <summary>Entries of a safetensors file as tensors, and tensors as entries.</summary>
internal static unsafe class SafetensorsTensors
{
    /// <summary>A copy of an entry.</summary>
    /// <exception cref="SafetensorsFormatException">The element type is not one of ours.</exception>
    /// <exception cref="ArgumentException">The entry is none of this file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static Tensor Read(this SafetensorsFile file, SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(entry);
        var dtype = DTypes.FromSafetensors(entry.DType)
            ?? throw new SafetensorsFormatException(entry.Name, $"the element type {entry.DType} is not supported");
        // Against a thread that closes the file meanwhile.
        using var share = file.Retain();
        var range = file.GetRange(entry);
        var result = Tensor.Zeros(dtype, entry.Shape.AsSpan());
        if (result.ElementCount * dtype.Size() != range.Length)
        {
            var type = $"{dtype.TextName()}[{string.Join(", ", entry.Shape)}]";
            throw new ArgumentException($"'{entry.Name}' has {range.Length} bytes, which are no {type}.", nameof(entry));
        }
        Buffer.MemoryCopy(range.Pointer, result.Pointer, range.Length, range.Length);
        GC.KeepAlive(range.Owner);
        GC.KeepAlive(result);
        return result;
    }

    /// <summary>Adds a copy of a tensor, row-major.</summary>
    public static void Add(this SafetensorsWriter writer, string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tensor);
        var dense = tensor.Contiguous();
        var bytes = new byte[dense.ElementCount * dense.DType.Size()];
        new ReadOnlySpan<byte>(dense.Pointer, bytes.Length).CopyTo(bytes);
        GC.KeepAlive(dense);
        writer.Add(name, dense.DType.SafetensorsName(), dense.Shape, bytes);
    }
}
