using System.IO.MemoryMappedFiles;

namespace Piecewise.Fuzz;

/// <summary>The input that a process works on, in a file that outlives it.</summary>
internal sealed class LastInput : IDisposable
{
    private const int Length = 1 << 20;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public LastInput(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Length);
        view = file.CreateViewAccessor(0, Length);
    }

    /// <summary>How many inputs there were.</summary>
    public long Count => view.ReadInt64(8);

    public void Set(byte[] input)
    {
        view.Write(0, 0);
        view.WriteArray(16, input, 0, Math.Min(input.Length, Length - 16));
        view.Write(0, Math.Min(input.Length, Length - 16));
        view.Write(8, view.ReadInt64(8) + 1);
    }

    public byte[] Get()
    {
        var result = new byte[view.ReadInt32(0)];
        view.ReadArray(16, result, 0, result.Length);
        return result;
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
