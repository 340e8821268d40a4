namespace Piecewise.Runtime;

/// <summary>What pruning a cache did.</summary>
/// <param name="Removed">Artifacts removed.</param>
/// <param name="Leftovers">Other files removed: unfinished ones of killed processes, damaged ones that were set aside, and constants that
/// no artifact names.</param>
/// <param name="BytesRemoved">Bytes of both, and of constants that belonged to the artifacts alone.</param>
/// <param name="Kept">Artifacts that stay.</param>
/// <param name="BytesKept">Their bytes, with their constants.</param>
/// <param name="Failures">Files that could not be removed, with the reason.</param>
public sealed record PruneReport(int Removed, int Leftovers, long BytesRemoved, int Kept, long BytesKept, IReadOnlyList<string> Failures);
