using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>The operators that run between compiled pieces, as <c>ns::op</c> (any overload) or <c>ns::op.overload</c> (P1).</summary>
internal sealed class SplittingOps : IEquatable<SplittingOps>
{
    private readonly HashSet<string> names;

    /// <exception cref="ArgumentException">A name has not that form; all that have not are listed.</exception>
    public SplittingOps(params IEnumerable<string> names)
    {
        Names = [.. names.Distinct().Order(StringComparer.Ordinal)];
        this.names = [.. Names];
        var malformed = Names.Where(n => !IsWellFormed(n)).ToArray();
        if (malformed.Length > 0)
        {
            throw new ArgumentException(
                $"A splitting op is written ns::op or ns::op.overload, not '{string.Join("', '", malformed)}'. [P1]");
        }
    }

    /// <summary>Attention: the host's own operator, and PyTorch's where a model was exported as it is.</summary>
    public static SplittingOps Default { get; } = new(
        KnownOps.AnyOverload(KnownOps.HostAttention), KnownOps.AnyOverload(KnownOps.ScaledDotProductAttention));

    public ImmutableArray<string> Names { get; }

    public bool Contains(Operator? op) =>
        op is not null && (names.Contains(op.Name) || names.Contains($"{op.Schema.Namespace}::{op.Schema.BaseName}"));

    /// <summary>Names that no call of the graph matches: likely a typing error.</summary>
    public IEnumerable<string> Unmatched(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var used = graph.Nodes.Where(n => n.Operator is not null).Select(n => n.Operator!).Distinct()
            .SelectMany(o => new[] { o.Name, $"{o.Schema.Namespace}::{o.Schema.BaseName}" }).ToHashSet(StringComparer.Ordinal);
        return Names.Where(n => !used.Contains(n));
    }

    public bool Equals(SplittingOps? other) => other is not null && Names.AsSpan().SequenceEqual(other.Names.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as SplittingOps);

    public override int GetHashCode() => Names.Aggregate(7, (hash, name) => HashCode.Combine(hash, name));

    public override string ToString() => string.Join(", ", Names);

    private static bool IsWellFormed(string name)
    {
        var colons = name.IndexOf("::", StringComparison.Ordinal);
        return colons > 0 && name[(colons + 2)..].Split('.') is { Length: 1 or 2 } parts
            && parts.Append(name[..colons]).All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
    }
}
