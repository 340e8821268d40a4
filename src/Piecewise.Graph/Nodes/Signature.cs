namespace Piecewise.Graphs;

internal enum InputKind : byte
{
    /// <summary>Passed by the caller at each call.</summary>
    User,

    /// <summary>A weight of the model.</summary>
    Parameter,

    /// <summary>State of the model that it may overwrite.</summary>
    Buffer,

    /// <summary>A tensor that was a literal in the model's source.</summary>
    Constant,
}

/// <summary>What an input of a graph is.</summary>
/// <param name="Kind">Who provides the value.</param>
/// <param name="Target">The name in the model's state for anything but a user input, else the caller's name for it.</param>
internal sealed record InputSpec(InputKind Kind, string Target)
{
    /// <summary>The caller gives the memory up: the graph may overwrite it, and nothing else holds it during a call (C2, I4).</summary>
    public bool IsDonated { get; init; }

    /// <summary>
    /// A call changes the memory through another name that shows it: no constant, although nothing writes under this name.
    /// </summary>
    public bool IsChanged { get; init; }

    public static InputSpec User(string name) => new(InputKind.User, name);
}

internal enum OutputKind : byte
{
    /// <summary>Returned to the caller.</summary>
    User,

    /// <summary>The new value of a buffer or parameter.</summary>
    BufferMutation,

    /// <summary>The new value of a tensor that the caller passed.</summary>
    InputMutation,
}

/// <summary>What an output of a graph is.</summary>
/// <param name="Kind">Who takes the value.</param>
/// <param name="Target">The buffer's or the input's name for a mutation; empty for a user output.</param>
internal sealed record OutputSpec(OutputKind Kind, string Target)
{
    public static OutputSpec User { get; } = new(OutputKind.User, "");
}
