using System.Text;

namespace Piecewise.Peers.Writers;

/// <summary>A GGUF file of version 3: keys with values, then what tensors there are, then their bytes.</summary>
/// <remarks>Source: github.com/ggml-org/ggml, docs/gguf.md.</remarks>
internal sealed class GgufWriter
{
    private const uint Version = 3;
    private const int Alignment = 32;

    private readonly List<Action<BinaryWriter>> keys = [];
    private readonly List<(string Name, long[] Sizes, GgmlType Type, Func<byte[]> Bytes)> tensors = [];

    /// <summary>Types of tensors, by ggml's numbers.</summary>
    public enum GgmlType
    {
        F32 = 0,
        Q40 = 2,
        Q80 = 8,
        BF16 = 30,
    }

    public void Add(string key, int value) => keys.Add(w =>
    {
        Text(w, key);
        w.Write(4);
        w.Write(value);
    });

    public void Add(string key, float value) => keys.Add(w =>
    {
        Text(w, key);
        w.Write(6);
        w.Write(value);
    });

    public void Add(string key, string value) => keys.Add(w =>
    {
        Text(w, key);
        w.Write(8);
        Text(w, value);
    });

    public void Add(string key, IReadOnlyList<string> values) => keys.Add(w =>
    {
        Text(w, key);
        w.Write(9);
        w.Write(8);
        w.Write((long)values.Count);
        foreach (var value in values)
        {
            Text(w, value);
        }
    });

    /// <param name="name">As llama.cpp looks for it.</param>
    /// <param name="sizes">The innermost first.</param>
    /// <param name="type">Of its numbers.</param>
    /// <param name="bytes">Makes them when it is their turn.</param>
    public void Add(string name, long[] sizes, GgmlType type, Func<byte[]> bytes) => tensors.Add((name, sizes, type, bytes));

    public void Write(string path)
    {
        using var file = new BinaryWriter(File.Create(path));
        file.Write("GGUF"u8);
        file.Write(Version);
        file.Write((long)tensors.Count);
        file.Write((long)keys.Count);
        foreach (var key in keys)
        {
            key(file);
        }
        var offset = 0L;
        foreach (var (name, sizes, type, _) in tensors)
        {
            Text(file, name);
            file.Write(sizes.Length);
            foreach (var size in sizes)
            {
                file.Write(size);
            }
            file.Write((int)type);
            file.Write(offset);
            offset += Aligned(Bytes(type, sizes.Aggregate(1L, (a, b) => a * b)));
        }
        foreach (var (_, _, _, bytes) in tensors)
        {
            Pad(file);
            file.Write(bytes());
        }
        Pad(file);
    }

    private static long Bytes(GgmlType type, long count) => type switch
    {
        GgmlType.F32 => count * 4,
        GgmlType.BF16 => count * 2,
        GgmlType.Q80 => count / Blocks.Size * 34,
        _ => count / Blocks.Size * 18,
    };

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static void Pad(BinaryWriter file)
    {
        file.Flush();
        var position = file.BaseStream.Position;
        file.Write(new byte[Aligned(position) - position]);
    }

    private static void Text(BinaryWriter file, string text)
    {
        file.Write((long)Encoding.UTF8.GetByteCount(text));
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
