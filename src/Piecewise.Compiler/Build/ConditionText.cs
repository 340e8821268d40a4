using Piecewise.Graphs;

namespace Piecewise.Compiler.Build;

/// <summary>Conditions on sizes in words: what must hold, who needs it, and which sizes its symbols are.</summary>
internal sealed class ConditionText
{
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    /// <param name="inputs">The program's user inputs.</param>
    public ConditionText(IEnumerable<Node> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Type is TensorType { Shape: var shape })
            {
                for (var d = 0; d < shape.Length; d++)
                {
                    if (shape[d].IsSymbol)
                    {
                        places.TryAdd(shape[d].SymbolName, $"dim {d} of the input '{input.Input!.Target}'");
                    }
                }
            }
            else if (input.Type is SymIntType { Value: { IsSymbol: true, SymbolName: var name } })
            {
                places.TryAdd(name, $"the input '{input.Input!.Target}'");
            }
        }
    }

    /// <summary>A fact of the program.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="shapes">Knows who needs it.</param>
    public string Of(SymBool fact, ShapeEnvironment shapes) =>
        shapes.ReasonFor(fact) is { } reason ? Of(fact, reason) : $"The program's guard {fact} does not hold{Where(fact)}";

    /// <summary>A condition that someone needs.</summary>
    public string Of(SymBool condition, string reason) => $"{reason} needs {condition}{Where(condition)}";

    private string Where(SymBool condition)
    {
        var known = condition.Symbols.Where(places.ContainsKey).Select(s => $"{s} is {places[s]}").ToList();
        return known.Count == 0 ? "" : $", where {string.Join(", ", known)}";
    }
}
