using System.Collections.Immutable;

namespace Piecewise.Compiler.Shard;

/// <summary>What the ranks together have of a value (D1), as <see cref="PlacementVerifier"/> finds it.</summary>
internal abstract record Placement
{
    private Placement()
    {
    }

    /// <summary>Every rank has the value.</summary>
    public static Placement Whole { get; } = new Replicated(1);

    /// <summary>Every rank has the same: the value so many times over.</summary>
    public sealed record Replicated(long Times) : Placement
    {
        public override string ToString() => Times == 1 ? "whole" : $"{Times} times whole";
    }

    /// <summary>Each rank has of each section of a dim one block, number <c>rank · blocks / world</c>.</summary>
    public sealed record Sharded(int Dim, ImmutableArray<PlacedSection> Sections) : Placement
    {
        public long LocalSize => Sections.Sum(s => s.LocalSize);

        /// <summary>Whether no element is on two ranks.</summary>
        public bool IsDisjoint(int world) => Sections.All(s => s.Blocks == world);

        public bool Equals(Sharded? other) => other is not null && Dim == other.Dim && Sections.SequenceEqual(other.Sections);

        public override int GetHashCode() => HashCode.Combine(Dim, Sections.Length);

        public override string ToString() => $"dim {Dim}: {string.Join(" + ", Sections)}";
    }

    /// <summary>The sum of what the ranks have is the value so many times over.</summary>
    public sealed record Partial(long Times) : Placement
    {
        public override string ToString() => Times == 1 ? "a summand" : $"a summand of {Times} times the whole";
    }

    /// <summary>As sections of a dim; whole where no section is cut.</summary>
    public static Placement Of(int dim, IEnumerable<PlacedSection> sections)
    {
        ImmutableArray<PlacedSection> all = [.. sections];
        return all.All(s => s.Blocks == 1) ? Whole : new Sharded(dim, all);
    }
}

/// <summary>A stretch of a dim, in equal blocks.</summary>
internal readonly record struct PlacedSection(long Size, long Blocks)
{
    public long LocalSize => Size / Blocks;

    public override string ToString() => Blocks == 1 ? $"{Size}" : $"{Size}/{Blocks}";
}
