using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>
/// Changes a program in one of the ways in which a stranger's file, or an exporter's fault, could differ from a sound one.
/// </summary>
/// <param name="random">Decides what is changed.</param>
/// <param name="targets">Call targets that may stand for each other.</param>
internal sealed class Mutator(Random random, TargetKinds targets)
{
    private readonly TypeMutation types = new(random);
    private readonly SymbolMutation symbols = new(random);
    private readonly ArgumentMutation arguments = new(random);
    private readonly NodeMutation nodes = new(random, targets);
    private readonly WeightMutation weights = new(random);

    /// <summary>Makes one change; returns what it was, or null where there was nothing to change in the way that was chosen.</summary>
    public string? Apply(ProgramFile program) => random.Next(100) switch
    {
        < 22 => types.Apply(program),
        < 42 => symbols.Apply(program),
        < 64 => arguments.Apply(program),
        < 90 => nodes.Apply(program),
        _ => program.Weights.Count + program.Constants.Count > 0 ? weights.Apply(program) : types.Apply(program),
    };

    /// <summary>Makes some changes.</summary>
    /// <returns>What they were.</returns>
    public List<string> Apply(ProgramFile program, int changes)
    {
        var done = new List<string>();
        for (var tries = 0; done.Count < changes && tries < 20; tries++)
        {
            if (Apply(program) is { } change)
            {
                done.Add(change);
            }
        }
        return done;
    }
}

/// <summary>Random choices among the parts of JSON.</summary>
internal static class RandomChoice
{
    public static JsonNode? Of(this Random random, JsonArray items) => items.Count == 0 ? null : items[random.Next(items.Count)];

    public static T? Of<T>(this Random random, IReadOnlyList<T> items) => items.Count == 0 ? default : items[random.Next(items.Count)];

    public static string? Key(this Random random, JsonObject map) => map.Count == 0 ? null : map.ElementAt(random.Next(map.Count)).Key;
}
