using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>A piece while it is being put together.</summary>
internal sealed class PieceDraft(PieceKind kind, int index)
{
    public PieceKind Kind { get; } = kind;

    /// <summary>Place among the drafts; execution order.</summary>
    public int Index { get; set; } = index;

    public List<Node> Nodes { get; } = [];
}
