using System.IO.Compression;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>A copy of a file with another extra file in it; deleted when disposed.</summary>
internal sealed class Pt2Copy : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public Pt2Copy(string original, string extraFile, string text)
    {
        Path = System.IO.Path.Combine(folder.FullName, "copy.pt2");
        using var source = ZipFile.OpenRead(original);
        using var target = ZipFile.Open(Path, ZipArchiveMode.Create);
        var prefix = source.Entries[0].FullName.Split('/')[0] + "/extra/";
        foreach (var entry in source.Entries.Where(e => e.FullName != prefix + extraFile))
        {
            using var from = entry.Open();
            using var to = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
            from.CopyTo(to);
        }
        using var writer = new StreamWriter(target.CreateEntry(prefix + extraFile, CompressionLevel.NoCompression).Open());
        writer.Write(text);
    }

    public string Path { get; }

    public void Dispose() => folder.Delete(recursive: true);
}
