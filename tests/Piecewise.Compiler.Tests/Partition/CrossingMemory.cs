using System.Collections.Immutable;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>
/// Bytes of the tensors between pieces while each piece runs: those that it takes, those that wait for later pieces, and those that it
/// returns, which are there before what it takes is dropped. The program's own inputs are the caller's and not counted; each value counts
/// for its elements, although a view may share or retain other memory.
/// </summary>
/// <param name="PerPiece">By piece, in bytes.</param>
internal sealed record CrossingMemory(ImmutableArray<long> PerPiece)
{
    /// <summary>The largest figure, in bytes; 0 where there is no piece.</summary>
    public long Peak => PerPiece.IsEmpty ? 0 : PerPiece.Max();

    public bool Equals(CrossingMemory? other) => other is not null && PerPiece.AsSpan().SequenceEqual(other.PerPiece.AsSpan());

    public override int GetHashCode() => PerPiece.Aggregate(0, HashCode.Combine);

    /// <summary>Bytes of a value's elements; 0 for a number.</summary>
    public static long Bytes(NodeType type, IReadOnlyDictionary<string, long> symbols) => type switch
    {
        TensorType tensor => checked(tensor.ElementCount.Evaluate(symbols) * tensor.DType.Size()),
        TupleType tuple => tuple.Items.Sum(i => Bytes(i, symbols)),
        _ => 0,
    };

    internal static CrossingMemory Of(PartitionPlan plan, IReadOnlyDictionary<string, long> symbols)
    {
        // What a piece returns is added from it on and taken away after the last piece that takes it.
        var change = new long[plan.Pieces.Length + 1];
        foreach (var piece in plan.Pieces)
        {
            foreach (var output in piece.Outputs)
            {
                var bytes = Bytes(output.Type, symbols);
                change[piece.Index] += bytes;
                // What the program returns is kept to the end.
                if (!output.IsResult)
                {
                    change[output.Consumers[^1] + 1] -= bytes;
                }
            }
        }
        var perPiece = ImmutableArray.CreateBuilder<long>(plan.Pieces.Length);
        var held = 0L;
        foreach (var piece in plan.Pieces)
        {
            perPiece.Add(held += change[piece.Index]);
        }
        return new CrossingMemory(perPiece.MoveToImmutable());
    }
}
