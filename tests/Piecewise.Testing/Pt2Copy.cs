using System.IO.Compression;
using System.Text;

namespace Piecewise.Testing;

/// <summary>A copy of a <c>.pt2</c> file in which records are changed or added; deleted when disposed.</summary>
internal sealed class Pt2Copy : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    /// <param name="original">The file.</param>
    /// <param name="edit">By the name of a record, without the archive's own: its new bytes, or the old ones.</param>
    /// <param name="added">Names of records that the file has not, which are offered too, empty.</param>
    public Pt2Copy(string original, Func<string, byte[], byte[]> edit, params string[] added)
    {
        Path = System.IO.Path.Combine(folder.FullName, "copy.pt2");
        using var source = ZipFile.OpenRead(original);
        using var target = ZipFile.Open(Path, ZipArchiveMode.Create);
        var prefix = source.Entries[0].FullName.Split('/')[0] + "/";
        foreach (var entry in source.Entries)
        {
            using var from = entry.Open();
            using var bytes = new MemoryStream();
            from.CopyTo(bytes);
            Write(target, entry.FullName, edit(entry.FullName[prefix.Length..], bytes.ToArray()));
        }
        foreach (var name in added.Where(n => source.GetEntry(prefix + n) is null))
        {
            Write(target, prefix + name, edit(name, []));
        }
    }

    public string Path { get; }

    /// <summary>A copy with another text in an extra file.</summary>
    public static Pt2Copy WithExtraFile(string original, string name, string text) =>
        new(original, (record, bytes) => record == "extra/" + name ? Encoding.UTF8.GetBytes(text) : bytes, "extra/" + name);

    /// <summary>A copy in which all weights have the same bytes.</summary>
    public static Pt2Copy WithWeights(string original, byte value) => new(original, (record, bytes) =>
    {
        if (record.StartsWith("data/weights/weight_", StringComparison.Ordinal))
        {
            Array.Fill(bytes, value);
        }
        return bytes;
    });

    public void Dispose() => folder.Delete(recursive: true);

    private static void Write(ZipArchive archive, string name, byte[] bytes)
    {
        using var to = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        to.Write(bytes);
    }
}
