using System.Text;

namespace Piecewise.Runtime;

/// <content>
/// Which files' weights were compared with an artifact's hashes before: a start need not read gigabytes again of a file that nobody has
/// touched. Kept beside the artifact, as one line for each file; what can't be read or written is as if it were not there.
/// </content>
public sealed partial class ArtifactCache
{
    private const int MostSources = 8;
    private const int LongestList = 4096;

    /// <summary>Whether a file of this stamp was compared with the artifact of this key, and found to be what that was made of.</summary>
    internal bool IsKnownSource(ArtifactKey key, FileStamp stamp) => Refusal is null && Sources(key).Contains(stamp.Text);

    /// <summary>Notes that it was.</summary>
    internal void AddSource(ArtifactKey key, FileStamp stamp)
    {
        if (Refusal is not null || Sources(key) is var known && known.Contains(stamp.Text))
        {
            return;
        }
        try
        {
            var lines = known.Prepend(stamp.Text).Take(MostSources);
            folder.PublishSources(key.Hash, Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start compares again.
        }
    }

    private string[] Sources(ArtifactKey key)
    {
        try
        {
            var path = folder.SourcesOf(key.Hash);
            using var handle = RegularFile.Open(path);
            var length = RandomAccess.GetLength(handle);
            if (length > LongestList || (!options.TrustFolder && FolderTrust.ObjectionToFile(path, handle) is not null))
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
