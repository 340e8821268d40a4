namespace Piecewise.Import;

/// <summary>What a file is, and what to do with it if it does not load.</summary>
/// <param name="Kind">The kind of file.</param>
/// <param name="Explanation">A sentence for a person.</param>
internal sealed record ArchiveIdentity(ArchiveKind Kind, string Explanation);
