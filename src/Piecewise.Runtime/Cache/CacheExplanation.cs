using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>Why a key is or is not in a cache (K1).</summary>
/// <param name="Key">The key asked for.</param>
/// <param name="IsPresent">Its artifact is there and sound.</param>
/// <param name="Reason">Why it is not, in words.</param>
/// <param name="Nearest">Of the artifacts that are there, the key that differs in the fewest factors; null: there is none.</param>
/// <param name="Differences">In what the nearest differs.</param>
internal sealed record CacheExplanation(
    ArtifactKey Key, bool IsPresent, string Reason, ArtifactKey? Nearest, ImmutableArray<FactorDifference> Differences)
{
    public override string ToString()
    {
        if (IsPresent)
            return $"{Key} is in the cache.";
        var nearest = Nearest is null
            ? "No other artifact is there to compare with."
            : $"The nearest is {Nearest}; it differs in\n{string.Join('\n', Differences.Select(d => $"  {d}"))}";
        return $"{Key}: {Reason}. {nearest}";
    }
}
