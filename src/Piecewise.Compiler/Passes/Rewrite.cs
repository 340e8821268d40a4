using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Passes;

/// <summary>One change that a pass made.</summary>
/// <param name="Number">Its place among all optional rewrites of the compile; null for one of a required pass.</param>
/// <param name="Rule">What was done.</param>
/// <param name="Node">Name of the node that was replaced.</param>
/// <param name="Source">Its place in the model.</param>
internal sealed record Rewrite(long? Number, string Rule, string Node, SourceLocation? Source);

/// <summary>One place that a pass left alone, and why.</summary>
/// <param name="Rule">What almost applied, or what stays.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="Reason">Why: <c>%sum has another user, %add_3</c>.</param>
/// <param name="Source">Its place in the model.</param>
internal sealed record Remark(string Rule, string Node, string Reason, SourceLocation? Source);

/// <summary>Who computes one op (I3).</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Op">The op.</param>
/// <param name="Provider">The chosen provider.</param>
/// <param name="PassedOver">Those asked before it, each with its reason.</param>
/// <param name="Source">The node's place in the model.</param>
internal sealed record NodeProvider(string Node, string Op, string Provider, ImmutableArray<string> PassedOver, SourceLocation? Source);
