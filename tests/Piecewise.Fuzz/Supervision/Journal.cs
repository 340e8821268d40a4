using System.IO.MemoryMappedFiles;
using System.Text;

namespace Piecewise.Fuzz;

/// <summary>What a process is doing, in a file that outlives it: the number of the case and what is done with it.</summary>
internal sealed class Journal : IDisposable
{
    private const int Length = 1024;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte[] buffer = new byte[Length - 16];

    public Journal(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Length);
        view = file.CreateViewAccessor(0, Length);
    }

    /// <summary>The case that is tried; -1 before the first.</summary>
    public int Case
    {
        get => view.ReadInt32(0) - 1;
        set => view.Write(0, value + 1);
    }

    /// <summary>What is done with it.</summary>
    public string Phase
    {
        get
        {
            view.ReadArray(16, buffer, 0, buffer.Length);
            return Encoding.UTF8.GetString(buffer, 0, Math.Clamp(view.ReadInt32(4), 0, buffer.Length));
        }
        set
        {
            var count = Encoding.UTF8.GetBytes(value.AsSpan(0, Math.Min(value.Length, 300)), buffer);
            view.WriteArray(16, buffer, 0, count);
            view.Write(4, count);
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
