using System.Collections.Immutable;
using Piecewise.Operators.Collectives;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Shard;

/// <summary>A rank's part of a weight.</summary>
/// <param name="Name">What the sharded program calls it.</param>
/// <param name="Whole">What the program that is sharded calls the weight.</param>
/// <param name="Dim">The dim that is distributed.</param>
/// <param name="Sections">What the dim consists of.</param>
internal sealed record StateShard(string Name, string Whole, int Dim, ImmutableArray<ShardSection> Sections)
{
    /// <summary>
    /// A rank's part: rows of a matrix lie where they are, in the mapped file; what would leave gaps is copied, so that a rank has no more
    /// than its part in memory.
    /// </summary>
    /// <param name="whole">The weight.</param>
    /// <param name="rank">From 0.</param>
    /// <param name="world">How many ranks.</param>
    public Tensor Of(Tensor whole, int rank, int world)
    {
        long[] sizes = [.. Sections.Select(s => s.Size)];
        long[] held = [.. Sections.Select(_ => 1L)];
        var parts = Part.Of(whole, Dim, sizes, held, [.. Sections.Select(s => (long)s.Blocks)], rank, world);
        if (parts is [{ IsContiguous: true } view])
        {
            return view;
        }
        long[] shape = [.. whole.Shape];
        shape[Dim] = Sections.Sum(s => s.LocalSize);
        var result = Tensor.Zeros(whole.DType, shape);
        Part.Join(parts, Dim, result);
        return result;
    }
}
