namespace Piecewise.Runtime;

/// <content>Which models' files were compared with an artifact's hashes of weights before.</content>
public sealed partial class ArtifactCache
{
    /// <summary>Whether a file of this stamp was compared with the artifact of this key, and found to be what that was made of.</summary>
    internal bool IsKnownSource(ArtifactKey key, FileStamp stamp) => Refusal is null && SourcesOf(key).Contains(stamp);

    /// <summary>Notes that it was.</summary>
    internal void AddSource(ArtifactKey key, FileStamp stamp)
    {
        if (Refusal is null)
        {
            SourcesOf(key).Add(stamp);
        }
    }

    private StampList SourcesOf(ArtifactKey key) => new(CacheFolder.SourcesOf(folder.FileOf(key.Hash)), options);
}
