using System.Collections.Immutable;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// How a graph is to be split: a value, computed before anything is changed (P11). It names nodes and holds none, so it can be printed,
/// compared, kept, and followed for any graph that is equal to the one it was made of.
/// </summary>
/// <param name="Pieces">The pieces in execution order.</param>
/// <param name="StitchSizes">The symbolic values that the stitch graph makes, to return them or to pass them on.</param>
internal sealed record PartitionPlan(ImmutableArray<PlannedPiece> Pieces, ImmutableArray<PlannedSize> StitchSizes)
{
    public bool Equals(PartitionPlan? other) =>
        other is not null && Pieces.AsSpan().SequenceEqual(other.Pieces.AsSpan())
            && StitchSizes.AsSpan().SequenceEqual(other.StitchSizes.AsSpan());

    public override int GetHashCode() => Pieces.Aggregate(Pieces.Length, HashCode.Combine);

    /// <summary>
    /// A readable table: each piece with what enters, from where and why, what it makes for itself, and what leaves for whom.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces)
        {
            text.Append("piece ").Append(piece.Index).Append(' ').Append(piece.Kind.ToString().ToLowerInvariant())
                .Append(", ").Append(piece.Nodes.Length).Append(piece.Nodes.Length == 1 ? " node\n" : " nodes\n");
            foreach (var input in piece.Inputs)
            {
                text.Append("  in   %").Append(input.Name).Append(": ").Append(Spell(input.Type)).Append(" from ").Append(input.From)
                    .Append(": ").Append(input.Reason).Append('\n');
            }
            foreach (var size in piece.Sizes)
            {
                Print(text, size);
            }
            foreach (var output in piece.Outputs)
            {
                var consumers = output.Consumers.Select(c => $"piece {c}").Concat(output.IsResult ? ["the caller"] : []);
                text.Append("  out  %").Append(output.Name).Append(": ").Append(Spell(output.Type)).Append(" for ")
                    .AppendJoin(", ", consumers).Append('\n');
            }
        }
        if (StitchSizes.Length > 0)
        {
            text.Append("stitch graph\n");
            foreach (var size in StitchSizes)
            {
                Print(text, size);
            }
        }
        return text.ToString();
    }

    private static void Print(StringBuilder text, PlannedSize size)
    {
        text.Append("  make %").Append(size.Name).Append(size.Source switch
        {
            SizeSource.Literal => $" = {size.Number}",
            SizeSource.Tensor => $" = size {size.Number} of %{size.Of}",
            SizeSource.Same => $" = %{size.Of}",
            _ => " again",
        }).Append('\n');
    }

    private static string Spell(NodeType type) => type is SymIntType { Value: var value } ? $"{type} {value}" : type.ToString();
}
