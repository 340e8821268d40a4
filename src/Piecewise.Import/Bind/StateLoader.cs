using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// Weights, buffers and literals as tensors over the mapped file: nothing is copied, and entries that name one record share one storage.
/// </summary>
internal sealed unsafe class StateLoader(Pt2Archive archive, ProblemList problems)
{
    private readonly Dictionary<string, Storage> storages = new(StringComparer.Ordinal);

    /// <summary>The tensor of an entry; null, with a problem recorded, where it can't be had.</summary>
    public Tensor? Load(PayloadEntry payload)
    {
        // Pt2Model.Read has checked that the record exists, is strided, static and large enough.
        var meta = payload.TensorMeta!;
        if (!ElementTypes.TryGet(meta.ScalarType, out var dtype))
        {
            problems.Add($"'{Printable.Text(payload.Name)}' has the element type {meta.ScalarType}, which is not supported");
            return null;
        }
        try
        {
            return new Tensor(
                StorageOf(payload.Path, checked((long)(meta.StaticExtent() ?? 0)), dtype), dtype,
                [.. meta.Sizes.Select(s => s.Value!.Value)], [.. meta.Strides.Select(s => s.Value!.Value)],
                meta.StorageOffset.Value!.Value);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or InsufficientMemoryException)
        {
            problems.Add($"'{Printable.Text(payload.Name)}' does not fit its record: {e.Message}");
            return null;
        }
    }

    /// <summary>The memory of a record, which all tensors that lie in it share.</summary>
    /// <param name="path">The record.</param>
    /// <param name="extent">Bytes that a tensor in it needs.</param>
    /// <param name="dtype">Of its elements.</param>
    public Storage StorageOf(string path, long extent, DType dtype)
    {
        if (storages.TryGetValue(path, out var storage))
        {
            return storage;
        }
        archive.TryGet(path, out var entry);
        if (entry.Length == 0)
        {
            storage = extent == 0 ? Storage.Allocate(0) : throw new ArgumentException("the record is empty.");
        }
        else
        {
            var range = archive.GetRange(entry);
            storage = (nuint)range.Pointer % (nuint)Math.Min(dtype.Size(), 8) == 0
                ? Storage.Borrow(range.Owner, range.Pointer, range.Length, isReadOnly: true)
                : CopyOf(range);
        }
        storages.Add(path, storage);
        return storage;
    }

    // A re-zipped file has lost the alignment that PyTorch gives its records.
    private static Storage CopyOf(ByteRange range)
    {
        var storage = Storage.Allocate(range.Length);
        Buffer.MemoryCopy(range.Pointer, storage.Pointer, range.Length, range.Length);
        GC.KeepAlive(range.Owner);
        return storage;
    }
}
