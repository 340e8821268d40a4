namespace Piecewise.Tensors;

/// <summary>Entries of a safetensors file as tensors, and tensors as entries.</summary>
internal static unsafe class SafetensorsTensors
{
    private static readonly (string Name, DType DType)[] Names =
    [
        ("BOOL", DType.Bool), ("U8", DType.U8), ("I8", DType.I8), ("I16", DType.I16), ("I32", DType.I32), ("I64", DType.I64),
        ("U16", DType.U16), ("U32", DType.U32), ("U64", DType.U64), ("F8_E4M3", DType.F8E4M3FN), ("F8_E5M2", DType.F8E5M2),
        ("F16", DType.F16), ("BF16", DType.BF16), ("F32", DType.F32), ("F64", DType.F64), ("C64", DType.C64), ("C128", DType.C128),
    ];

    /// <summary>A copy of an entry.</summary>
    /// <exception cref="SafetensorsFormatException">The element type is not one of ours.</exception>
    /// <exception cref="ArgumentException">The entry is none of this file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static Tensor Read(this SafetensorsFile file, SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(entry);
        var dtype = Names.FirstOrDefault(n => n.Name == entry.DType);
        if (dtype.Name is null)
        {
            throw new SafetensorsFormatException(entry.Name, $"the element type {entry.DType} is not supported");
        }
        // Against a thread that closes the file meanwhile.
        using var share = file.Retain();
        var range = file.GetRange(entry);
        var result = Tensor.Zeros(dtype.DType, entry.Shape.AsSpan());
        if (result.ElementCount * dtype.DType.Size() != range.Length)
        {
            var type = $"{dtype.DType.TextName()}[{string.Join(", ", entry.Shape)}]";
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
        writer.Add(name, Names.First(n => n.DType == dense.DType).Name, dense.Shape, bytes);
    }
}
