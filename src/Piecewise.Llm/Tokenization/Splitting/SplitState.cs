using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>The memory that splitting one text needs: the pieces so far, room for the next step's, and the matcher's stack.</summary>
internal sealed class SplitState
{
    /// <summary>The pieces so far.</summary>
    public PieceBuffer Current { get; private set; } = new();

    /// <summary>Where a step writes; its content is of no use before.</summary>
    public PieceBuffer Next { get; private set; } = new();

    public BacktrackStack Stack { get; } = new();

    /// <summary>Makes what the step wrote the current pieces.</summary>
    public void Advance() => (Current, Next) = (Next, Current);
}
