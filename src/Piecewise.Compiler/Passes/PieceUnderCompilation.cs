using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Passes;

/// <summary>A unique piece on its way through the passes.</summary>
/// <param name="UniqueIndex">Its number.</param>
/// <param name="Graph">What passes rewrite: a copy of the piece.</param>
/// <param name="Catalog">The operators that a rewrite may use.</param>
/// <param name="Replacements">Traced implementations of ops, shared by all pieces and entries.</param>
internal sealed record PieceUnderCompilation(int UniqueIndex, Graph Graph, OperatorCatalog Catalog, ReplacementCache Replacements)
{
    /// <summary>The entry; null before specialization.</summary>
    public CompileEntry? Entry { get; init; }

    /// <summary>Inputs of <see cref="Graph"/> whose memory the callers give up (C2).</summary>
    public IReadOnlySet<Node> Donated { get; init; } = ImmutableHashSet<Node>.Empty;

    /// <summary>Inputs of <see cref="Graph"/> that are weights or constants wherever the piece is called.</summary>
    public IReadOnlySet<Node> Constants { get; init; } = ImmutableHashSet<Node>.Empty;

    /// <summary>Values that are computed at load and passed after the piece's own inputs, in order.</summary>
    public List<FoldedConstant> Folded { get; } = [];
}
