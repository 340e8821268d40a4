namespace Piecewise.Graphs;

/// <summary>One node's look at, or change of, elements of one tensor.</summary>
/// <param name="Node">Who: a call, or the output, whose values are looked at after the run.</param>
/// <param name="View">Which elements.</param>
/// <param name="Writes">Whether they may be changed; a writer is taken to read, too.</param>
internal readonly record struct MemoryAccess(Node Node, MemoryView View, bool Writes);
