using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>A pass left a broken graph. The message names the pass, and for each violation the rule and the node (G3).</summary>
internal sealed class VerificationException : Exception
{
    public VerificationException(string passName, Graph graph, IReadOnlyList<Violation> violations)
        : base(
            $"After pass '{passName}', graph @{graph?.Name} breaks "
            + $"{(violations?.Count == 1 ? "a rule" : $"{violations?.Count} rules")} (G3):\n  {string.Join("\n  ", violations ?? [])}")
    {
        PassName = passName;
        Violations = [.. violations ?? []];
    }

    public string PassName { get; } = "";

    public ImmutableArray<Violation> Violations { get; } = [];
}
