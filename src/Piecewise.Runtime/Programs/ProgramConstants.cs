using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// The tensors of a program that its model's file does not hold, as they lie in a file of their own: weights in another form, and what else
/// was computed from them. One of a page or more begins at a page, a smaller one at a cache line; zeros lie between.
/// </summary>
internal sealed unsafe class ProgramConstants
{
    private const int Page = 4096;

    private readonly List<(long Start, Tensor Tensor)> tensors = [];

    /// <param name="manifest">What the program is.</param>
    /// <param name="constants">Tensors by name; those that the program does not name are left out.</param>
    public ProgramConstants(ProgramManifest manifest, IReadOnlyDictionary<string, Tensor> constants)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(constants);
        var state = manifest.State.ToBuilder();
        for (var i = 0; i < state.Count; i++)
        {
            if (constants.TryGetValue(state[i].Name, out var tensor))
            {
                var start = Aligned(Length, BytesOf(tensor) >= Page ? Page : Storage.Alignment);
                state[i] = state[i] with { Record = null, Offset = start };
                tensors.Add((start, tensor));
                // Never nothing, also where all of them are empty.
                Length = Aligned(start + Math.Max(1, BytesOf(tensor)), Storage.Alignment);
            }
        }
        Manifest = manifest with { State = state.ToImmutable() };
    }

    /// <summary>The program, with the places of its constants.</summary>
    public ProgramManifest Manifest { get; }

    /// <summary>Bytes of the file; 0 where there are no constants.</summary>
    public long Length { get; }

    /// <summary>Writes the file's content.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        const int step = 1 << 26;
        ReadOnlySpan<byte> zeros = stackalloc byte[Page];
        var at = 0L;
        foreach (var (start, tensor) in tensors)
        {
            stream.Write(zeros[..(int)(start - at)]);
            var length = BytesOf(tensor);
            for (var done = 0L; done < length; done += step)
            {
                stream.Write(new ReadOnlySpan<byte>(tensor.Pointer + done, (int)Math.Min(step, length - done)));
            }
            GC.KeepAlive(tensor);
            at = start + length;
        }
        stream.Write(zeros[..(int)(Length - at)]);
    }

    /// <summary>The constants of a program, as they lie in a file, which they keep mapped.</summary>
    /// <exception cref="InvalidDataException">They do not lie in it.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(MappedBytes file, ProgramManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(manifest);
        var storage = Storage.Borrow(file, file.Pointer, file.Length, isReadOnly: true);
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var state in manifest.State.Where(s => s.Record is null))
        {
            var size = state.DType.Size();
            try
            {
                result.Add(state.Name, state.Offset >= 0 && state.Offset % size == 0 && state.Offset <= file.Length
                    ? new Tensor(storage, state.DType, state.Shape.AsSpan(), state.Strides.AsSpan(), state.Offset / size)
                    : throw new ArgumentException($"it begins at byte {state.Offset} of {file.Length}."));
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"The constant '{state.Name}' does not lie in its file: {e.Message}", e);
            }
        }
        return result;
    }

    private static long BytesOf(Tensor tensor) => Layout.Extent(tensor.Shape, tensor.Strides) * tensor.DType.Size();

    private static long Aligned(long at, long alignment) => (at + alignment - 1) / alignment * alignment;
}
