namespace Piecewise.Compiler.Partition;

/// <summary>How a piece, or the stitch graph, makes one symbolic value for itself instead of taking it (P5).</summary>
/// <param name="Name">The node of the unsplit graph that has the value there.</param>
/// <param name="Source">How it is made.</param>
/// <param name="Of">The tensor whose size it is, or the value that it equals; null for any other source.</param>
/// <param name="Number">The dim of <paramref name="Of"/>, or the constant; 0 for any other source.</param>
internal sealed record PlannedSize(string Name, SizeSource Source, string? Of, long Number);
