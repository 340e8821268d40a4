using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>A program to try.</summary>
/// <param name="Description">Where it comes from and what was changed.</param>
/// <param name="File">The program.</param>
/// <param name="Seed">Of its calls, and of how it is run.</param>
/// <param name="IsConsistent">Whether its types are those that the shape rules give: no comparison of types can find fault with it.</param>
internal sealed record FuzzCase(string Description, ProgramFile File, int Seed, bool IsConsistent)
{
    /// <summary>The calls to make; null for calls that the seed gives.</summary>
    public ImmutableArray<CallCase>? Calls { get; init; }
}

/// <summary>A call to make.</summary>
/// <param name="Kind">What it is, for messages.</param>
/// <param name="Inputs">By name.</param>
internal sealed record CallCase(string Kind, Dictionary<string, Value> Inputs)
{
    /// <summary>Whether the call is made once more with its own results as inputs.</summary>
    public bool IsGivenBack { get; init; }

    /// <summary>By input: the number of the last call's result that the compiled program gets for it, as it lies in its session.</summary>
    public Dictionary<string, int>? Results { get; init; }
}
