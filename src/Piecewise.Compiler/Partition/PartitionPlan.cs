using System.Collections.Immutable;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Where a piece's input comes from.</summary>
public enum InputOrigin : byte
{
    /// <summary>An input of the program.</summary>
    GraphInput,

    /// <summary>An output of an earlier piece.</summary>
    Piece,

    /// <summary>A size of one of the program's inputs, read by the stitch graph.</summary>
    InputSize,
}

/// <summary>One value that enters a piece.</summary>
/// <param name="Name">The value's name in the unsplit graph.</param>
/// <param name="Type">The text form of its type.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="FromPiece">The piece that returns it, where <paramref name="Origin"/> is Piece.</param>
/// <param name="Reason">Why it crosses.</param>
public sealed record PlannedInput(string Name, string Type, InputOrigin Origin, int? FromPiece, string Reason)
{
    public string From => Origin switch
    {
        InputOrigin.GraphInput => "input",
        InputOrigin.Piece => $"piece {FromPiece}",
        _ => "size of an input",
    };
}

/// <summary>One value that leaves a piece.</summary>
/// <param name="Name">The value's name in the unsplit graph.</param>
/// <param name="Type">The text form of its type.</param>
/// <param name="Consumers">Pieces that take it, ascending.</param>
/// <param name="IsResult">True where the program itself returns it.</param>
public sealed record PlannedOutput(string Name, string Type, ImmutableArray<int> Consumers, bool IsResult)
{
    public bool Equals(PlannedOutput? other) =>
        other is not null && (Name, Type, IsResult) == (other.Name, other.Type, other.IsResult) && Consumers.AsSpan().SequenceEqual(other.Consumers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Type);
}

/// <summary>How a piece (or the stitch graph) comes by a symbolic value (P5).</summary>
public enum SizeSource : byte
{
    /// <summary>It is a constant.</summary>
    Literal,

    /// <summary>It is a size of a tensor that is at hand anyway.</summary>
    Tensor,

    /// <summary>It is computed again from other symbolic values.</summary>
    Recomputed,

    /// <summary>It enters as an int.</summary>
    Passed,
}

/// <summary>How one symbolic value is had.</summary>
/// <param name="Name">The node of the unsplit graph that computes it there.</param>
/// <param name="Source">How it is had here.</param>
/// <param name="Tensor">The tensor whose size it is, for <see cref="SizeSource.Tensor"/>.</param>
/// <param name="Number">That size's dim, or the constant.</param>
public sealed record PlannedSize(string Name, SizeSource Source, string? Tensor, long Number);

/// <summary>One piece of a plan.</summary>
public sealed record PlannedPiece(
    int Index, PieceKind Kind, ImmutableArray<string> Nodes, ImmutableArray<PlannedInput> Inputs, ImmutableArray<PlannedOutput> Outputs,
    ImmutableArray<PlannedSize> Sizes)
{
    public bool Equals(PlannedPiece? other) =>
        other is not null && Index == other.Index && Kind == other.Kind && Nodes.AsSpan().SequenceEqual(other.Nodes.AsSpan())
        && Inputs.AsSpan().SequenceEqual(other.Inputs.AsSpan()) && Outputs.AsSpan().SequenceEqual(other.Outputs.AsSpan())
        && Sizes.AsSpan().SequenceEqual(other.Sizes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Index, Kind, Nodes.Length, Inputs.Length);
}

/// <summary>
/// How a graph is to be split: a value, computed before anything is changed (P11). It can be printed, compared and stored; the splitter
/// follows it to the letter.
/// </summary>
/// <param name="Pieces">The pieces in execution order.</param>
/// <param name="StitchSizes">How the stitch graph comes by the symbolic values that the program returns.</param>
public sealed record PartitionPlan(ImmutableArray<PlannedPiece> Pieces, ImmutableArray<PlannedSize> StitchSizes)
{
    public bool Equals(PartitionPlan? other) =>
        other is not null && Pieces.AsSpan().SequenceEqual(other.Pieces.AsSpan()) && StitchSizes.AsSpan().SequenceEqual(other.StitchSizes.AsSpan());

    public override int GetHashCode() => Pieces.Length;

    /// <summary>A readable table: each piece with what enters, from where and why, and what leaves, and for whom.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces)
        {
            text.Append("piece ").Append(piece.Index).Append(' ').Append(piece.Kind.ToString().ToLowerInvariant())
                .Append(", ").Append(piece.Nodes.Length).Append(piece.Nodes.Length == 1 ? " node\n" : " nodes\n");
            foreach (var input in piece.Inputs)
            {
                text.Append("  in  %").Append(input.Name).Append(": ").Append(input.Type).Append(" from ").Append(input.From).Append(": ").Append(input.Reason).Append('\n');
            }
            foreach (var output in piece.Outputs)
            {
                var consumers = output.Consumers.Select(c => $"piece {c}").Concat(output.IsResult ? ["the caller"] : []);
                text.Append("  out %").Append(output.Name).Append(": ").Append(output.Type).Append(" for ").AppendJoin(", ", consumers).Append('\n');
            }
        }
        return text.ToString();
    }
}
