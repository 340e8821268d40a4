using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>Names and their values, inside a wider scope. What is set here is not seen outside.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, Value> names = new(StringComparer.Ordinal);

    /// <summary>The value of a name, here or further out; null if nothing has it.</summary>
    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.names.TryGetValue(name, out var value)) return value;
        }
        return null;
    }

    public void Set(string name, Value value) => names[name] = value;

    private Scope? Outer => outer;
}
