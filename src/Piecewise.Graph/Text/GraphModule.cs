using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>The content of a text: pieces, and the graphs that are none.</summary>
/// <param name="Pieces">In the order of the text.</param>
/// <param name="Graphs">In the order of the text; the pieces' graphs are not among them.</param>
internal sealed record GraphModule(ImmutableArray<Piece> Pieces, ImmutableArray<Graph> Graphs)
{
    /// <summary>The graph of that name, a piece's too.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Graph this[string name] =>
        Graphs.Concat(Pieces.Select(p => p.Graph)).FirstOrDefault(g => g.Name == name)
        ?? throw new KeyNotFoundException($"There is no graph @{name}.");
}
