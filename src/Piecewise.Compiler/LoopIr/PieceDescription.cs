using System.Collections.Immutable;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>
/// What a piece does when it runs: nests of loops and calls, in order, over its inputs, its results and scratch memory. Sizes are
/// symbolic, memory has
/// numbers and no addresses. It is what backends (<c>Backend/IBackend.cs</c>) translate.
/// </summary>
internal sealed class PieceDescription
{
    /// <summary>The graph that it computes, for people.</summary>
    public required Graph Graph { get; init; }

    /// <summary>How many values the piece takes; those that are tensors are memory.</summary>
    public required int InputCount { get; init; }

    /// <summary>The symbols whose values a call brings, in order.</summary>
    public required ImmutableArray<string> Symbols { get; init; }

    /// <summary>In order of execution.</summary>
    public required ImmutableArray<PieceStep> Steps { get; init; }

    /// <summary>What is known of the symbols.</summary>
    public ShapeEnvironment Shapes => Graph.Shapes;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            text.Append(step).Append('\n');
        }
        return text.ToString();
    }
}
