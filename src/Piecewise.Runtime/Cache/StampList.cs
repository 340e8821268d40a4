using System.Text;

namespace Piecewise.Runtime;

/// <summary>
/// Stamps of files that were read in full and found to be what they must be, so that a start need not read gigabytes again of what nobody
/// has touched: a line each, in a file beside what they belong to. A list that can't be read or written is as if it were not there.
/// </summary>
/// <param name="path">The list.</param>
/// <param name="options">Of the cache.</param>
internal readonly struct StampList(string path, CacheOptions options)
{
    private const int Most = 8;
    private const int LongestFile = 4096;

    public bool Contains(FileStamp stamp) => Read().Contains(stamp.Text);

    /// <summary>Notes a stamp, before those that were noted earlier.</summary>
    public void Add(FileStamp stamp)
    {
        var known = Read();
        if (known.Contains(stamp.Text))
        {
            return;
        }
        try
        {
            CacheFolder.Replace(path, Encoding.ASCII.GetBytes(string.Join('\n', known.Prepend(stamp.Text).Take(Most))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start reads the file again.
        }
    }

    private string[] Read()
    {
        try
        {
            using var handle = RegularFile.Open(path);
            var length = RandomAccess.GetLength(handle);
            if (length > LongestFile || (!options.TrustFolder && FolderTrust.ObjectionToFile(path, handle) is not null))
            {
                return [];
            }
            var bytes = new byte[length];
            return Encoding.ASCII.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0)).Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
