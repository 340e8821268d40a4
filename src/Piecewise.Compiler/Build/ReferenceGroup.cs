using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;

namespace Piecewise.Compiler.Build;

/// <summary>Calls of one operator that run by its reference kernel for one reason: slow, and therefore named.</summary>
/// <param name="Operator">Its full name.</param>
/// <param name="Reason">Why it has no code.</param>
/// <param name="Places">Each call: its code and its node.</param>
internal sealed record ReferenceGroup(string Operator, string Reason, ImmutableArray<string> Places)
{
    private const int ShownPlaces = 4;

    /// <summary>The groups, largest first.</summary>
    public static ImmutableArray<ReferenceGroup> Of(IEnumerable<(string Code, IEnumerable<ExternItem> Calls)> codes) =>
    [
        .. codes.SelectMany(c => c.Calls.Select(call => (c.Code, Call: call)))
            .GroupBy(c => (c.Call.Node.Operator!.Name, c.Call.Reason))
            .Select(g => new ReferenceGroup(g.Key.Name, g.Key.Reason, [.. g.Select(c => $"{c.Code} %{c.Call.Node.Name}")]))
            .OrderByDescending(g => g.Places.Length).ThenBy(g => g.Operator, StringComparer.Ordinal),
    ];

    public override string ToString()
    {
        var places = string.Join(", ", Places.Take(ShownPlaces)) + (Places.Length > ShownPlaces
            ? $" and {Places.Length - ShownPlaces} more" : "");
        return $"{Operator} runs by its reference kernel{(Places.Length == 1 ? "" : $", {Places.Length} calls")}: {Reason} ({places})";
    }
}
