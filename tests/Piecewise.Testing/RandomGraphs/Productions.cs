using System.Collections.Immutable;

namespace Piecewise.Testing;

/// <summary>Everything that a random graph is made of.</summary>
internal static class Productions
{
    public static ImmutableArray<Production> All { get; } =
    [
        .. ElementwiseProductions.All,
        .. ShapeProductions.All,
        .. SizeProductions.All,
        .. TupleProductions.All,
        .. WritingProductions.All,
        .. StorageProductions.All,
    ];
}
