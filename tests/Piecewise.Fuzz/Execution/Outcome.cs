using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>How a call ended.</summary>
internal enum Ending
{
    /// <summary>With results.</summary>
    Returned,

    /// <summary>The inputs were refused: nothing has run.</summary>
    InputRefused,

    /// <summary>An operator could not take a value.</summary>
    CallFailed,

    /// <summary>More memory was asked for than there is.</summary>
    OutOfMemory,

    /// <summary>What no document promises.</summary>
    Unexpected,
}

/// <summary>What a call in one mode came to.</summary>
/// <param name="Ending">How it ended.</param>
/// <param name="Values">Results, then inputs and buffers as the call has left them, each named.</param>
/// <param name="Error">What was thrown.</param>
internal sealed record Outcome(Ending Ending, ImmutableArray<(string Name, Value Value)> Values, Exception? Error);
