namespace Piecewise.Runtime;

/// <summary>How an <see cref="ArtifactCache"/> treats its folder.</summary>
internal sealed record CacheOptions
{
    /// <summary>Files of more bytes than this are neither read nor written.</summary>
    public int MaxArtifactLength { get; init; } = ArtifactReader.DefaultMaxLength;

    /// <summary>
    /// Load code whoever owns the folder and whoever may write it. For folders whose protection is elsewhere, such as a read-only layer of
    /// a container: everyone who can write there can run code in this process.
    /// </summary>
    public bool TrustFolder { get; init; }
}
