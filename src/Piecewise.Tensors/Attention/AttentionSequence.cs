using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>One of several sequences whose tokens lie one after another in the tensors of a call. It sees its own keys only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct AttentionSequence
{
    /// <summary>Where its queries (and results) begin, in tokens.</summary>
    public nint FirstQuery { get; init; }

    /// <summary>How many queries it has.</summary>
    public nint Queries { get; init; }

    /// <summary>Where its keys and values begin, in tokens; nothing where they lie in <see cref="Blocks"/>.</summary>
    public nint FirstKey { get; init; }

    /// <summary>
    /// The address of the numbers (i32) of the blocks that its keys and values lie in, where the call has pages. As long as the call lasts.
    /// </summary>
    internal nint Blocks { get; init; }

    /// <summary>How many keys it has, from position 0 on.</summary>
    public nint Keys { get; init; }

    /// <summary>The position of its first query.</summary>
    public nint Start { get; init; }
}
