using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>What verifying a cache found.</summary>
/// <param name="Checked">Artifact files that were read in full.</param>
/// <param name="BytesChecked">Their bytes.</param>
/// <param name="Faults">Those that no lookup would load, with the reason.</param>
/// <param name="SetAside">Damaged files that lookups have set aside before; pruning removes them.</param>
/// <param name="Unfinished">Files that are being written, or that killed processes left; pruning removes those older than an hour.</param>
/// <param name="Problem">Why nothing was checked: the folder is not used (K5), or can't be read; null: it was checked.</param>
internal sealed record VerifyReport(
    int Checked, long BytesChecked, ImmutableArray<CacheEntry> Faults, int SetAside, int Unfinished, string? Problem)
{
    /// <summary>Everything that the cache holds would be loaded.</summary>
    public bool IsSound => Faults.IsEmpty && Problem is null;
}
