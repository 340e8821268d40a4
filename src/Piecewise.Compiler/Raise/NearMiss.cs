using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Where a form that was almost recognized differs, and how.</summary>
/// <param name="At">The node that differs.</param>
/// <param name="Reason">In plain English, naming the node.</param>
internal sealed record NearMiss(Node At, string Reason);
