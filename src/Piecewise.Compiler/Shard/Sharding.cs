using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <summary>How a tensor is distributed: each rank has a part of one dim, and all of the others.</summary>
/// <param name="Dim">The dim.</param>
/// <param name="Sections">What the dim consists of.</param>
/// <param name="Products">The products whose columns the parts are: what to give up where an operator can't go on with parts.</param>
internal sealed record Sharding(int Dim, ImmutableArray<ShardSection> Sections, ImmutableHashSet<Node> Products)
{
    /// <summary>The whole dim.</summary>
    public long Size => Sections.Sum(s => s.Size);

    /// <summary>A rank's part of it.</summary>
    public long LocalSize => Sections.Sum(s => s.LocalSize);

    /// <summary>Whether each rank has the same elements of the dim as of another tensor's.</summary>
    public bool HasPartsOf(ImmutableArray<ShardSection> other) =>
        Sections.Select(s => (s.Size, s.Blocks)).SequenceEqual(other.Select(s => (s.Size, s.Blocks)));

    /// <summary>Whether no element is on two ranks: what is summed over the dim may be summed over ranks.</summary>
    public bool IsDisjoint(int world) => Sections.All(s => s.Blocks == world);

    /// <summary>The same of another tensor; null where every rank has everything.</summary>
    public static Sharding? Of(int dim, IEnumerable<ShardSection> sections, ImmutableHashSet<Node> products)
    {
        ImmutableArray<ShardSection> all = [.. sections];
        return all.All(s => s.Blocks == 1) ? null : new Sharding(dim, all, products);
    }

    public override string ToString() =>
        $"dim {Dim}: {string.Join(" + ", Sections.Select(s => s.Blocks == 1 ? $"{s.Size}" : $"{s.Size}/{s.Blocks}"))}";
}

/// <summary>
/// A stretch of a dim, cut into equal blocks, of which a rank has number <c>rank · Blocks / world</c>: with fewer blocks than ranks, some
/// have the same one.
/// </summary>
/// <param name="Size">In elements.</param>
/// <param name="Blocks">A divisor of the number of ranks, and of the size.</param>
/// <param name="Product">The product of whose columns it is a stretch.</param>
/// <param name="Start">The first of these columns.</param>
internal sealed record ShardSection(long Size, int Blocks, Node Product, long Start)
{
    public long LocalSize => Size / Blocks;
}
