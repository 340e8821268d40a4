using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// Looks operators up by <c>ns::op.overload</c>, or by <c>ns::op</c> where that says enough, and suggests names for a wrong one.
/// </summary>
internal sealed class OperatorNames(OperatorCatalog catalog)
{
    private ILookup<string, Operator>? overloads;

    private ILookup<string, Operator> Overloads =>
        overloads ??= catalog.Operators.ToLookup(o => $"{o.Schema.Namespace}::{o.Schema.BaseName}", StringComparer.Ordinal);

    /// <summary>The operator; null, with the reason, where there is none or more than one.</summary>
    public Operator? Find(string name, out string problem)
    {
        problem = "";
        if (catalog.TryGet(name, out var exact) || catalog.TryGet(name + ".default", out exact))
        {
            return exact;
        }
        var candidates = Overloads[name].ToArray();
        if (candidates is [var only])
        {
            return only;
        }
        problem = candidates.Length > 1
            ? $"{name} has several overloads; name one of {string.Join(", ", candidates.Select(o => o.Name))}."
            : $"There is no operator {name}.{catalog.Suggest(name)}";
        return null;
    }
}
