using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>One value that leaves a piece.</summary>
/// <param name="Name">The value's name in the unsplit graph.</param>
/// <param name="Type">Its type.</param>
/// <param name="Consumers">Pieces that take it, ascending.</param>
/// <param name="IsResult">True where the program itself returns it.</param>
internal sealed record PlannedOutput(string Name, NodeType Type, ImmutableArray<int> Consumers, bool IsResult)
{
    public bool Equals(PlannedOutput? other) =>
        other is not null && Name == other.Name && IsResult == other.IsResult && Type == other.Type
            && Consumers.AsSpan().SequenceEqual(other.Consumers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Consumers.Length, IsResult);
}
