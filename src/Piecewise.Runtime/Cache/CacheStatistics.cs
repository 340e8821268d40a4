using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Runtime;

/// <summary>What a cache did so far (K3).</summary>
/// <param name="Hits">Artifacts loaded.</param>
/// <param name="Misses">Lookups that found none, by reason; reasons that did not occur are absent.</param>
/// <param name="Published">Artifacts stored.</param>
/// <param name="PublishFailures">Artifacts that could not be stored.</param>
/// <param name="BytesRead">Bytes of the artifacts loaded.</param>
/// <param name="BytesWritten">Bytes of the artifacts stored.</param>
internal sealed record CacheStatistics(
    long Hits, ImmutableSortedDictionary<ArtifactFault, long> Misses, long Published, long PublishFailures, long BytesRead,
    long BytesWritten)
{
    public override string ToString()
    {
        var misses = Misses.Values.Sum();
        var reasons = misses == 0 ? "" : $" ({string.Join(", ", Misses.Select(m => $"{m.Value} {m.Key}"))})";
        return string.Create(CultureInfo.InvariantCulture,
            $"loaded {Hits}, missed {misses}{reasons}, published {Published}, failed to publish {PublishFailures}");
    }
}
