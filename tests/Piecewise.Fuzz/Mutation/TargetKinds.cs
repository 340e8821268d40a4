using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>Which operators take arguments of the same kinds in the same order, so that one can stand where another is called.</summary>
internal sealed class TargetKinds
{
    private readonly Dictionary<string, ImmutableArray<Operator>> groups;
    private readonly Dictionary<string, Operator> byTarget = new(StringComparer.Ordinal);

    public TargetKinds(OperatorCatalog catalog)
    {
        var usable = catalog.Operators.Where(o => o.Schema.Namespace is "aten").ToList();
        groups = usable.GroupBy(KindsOf).ToDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        foreach (var op in usable)
        {
            byTarget[TargetOf(op)] = op;
        }
    }

    /// <summary>The call target of an operator in a file.</summary>
    public static string TargetOf(Operator op) => op.Schema.Namespace is "_operator" or "math"
        ? $"{op.Schema.Namespace}.{op.Schema.BaseName}"
        : op.Schema.Namespace.StartsWith("torch", StringComparison.Ordinal) ? $"{op.Schema.Namespace}.{op.Schema.BaseName}"
        : op.Schema.Namespace == "higher_order" ? $"torch.ops.higher_order.{op.Schema.BaseName}"
        : $"torch.ops.{op.Schema.Namespace}.{op.Schema.BaseName}.{(op.Schema.Overload.Length == 0 ? "default" : op.Schema.Overload)}";

    /// <summary>Another operator that takes as many tensors; null where there is none.</summary>
    public (string Target, ImmutableArray<string> Names, ImmutableArray<string> Old)? Other(string target, Random random)
    {
        if (!byTarget.TryGetValue(target, out var op) || groups[KindsOf(op)] is not { Length: > 1 } group)
        {
            return null;
        }
        var other = group[random.Next(group.Length)];
        return other == op ? null
            : (TargetOf(other), [.. other.Schema.Arguments.Select(a => a.Name)], [.. op.Schema.Arguments.Select(a => a.Name)]);
    }

    // What must be given, and how many results there are; the rest has defaults.
    private static string KindsOf(Operator op) =>
        string.Join(",", op.Schema.Arguments.Where(a => a.Default is null).Select(a => $"{a.Type.Kind}{(a.Type.IsList ? "[]" : "")}"))
        + $">{op.Schema.Results.Length}";
}
