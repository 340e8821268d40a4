using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Passes;

/// <summary>A value that is computed once from weights and then passed to the piece after its other inputs.</summary>
/// <param name="Recipe">One output; its inputs are those of <paramref name="Weights"/>, in order.</param>
/// <param name="Weights">Inputs of the piece that the recipe takes.</param>
internal sealed record FoldedConstant(Graph Recipe, ImmutableArray<Node> Weights);
