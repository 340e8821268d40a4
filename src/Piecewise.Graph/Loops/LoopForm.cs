using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// A call as loops: over every index of a space, elements of the operands in that place become elements of the results. An operator that
/// says this of its calls can be fused with others; one that does not is called as it is.
/// </summary>
/// <param name="Operands">The tensors; each broadcasts to the space.</param>
/// <param name="Space">The sizes of the loops.</param>
/// <param name="Rows">
/// How many leading dims of the space number rows. Reductions in the results run over the dims behind them. Equal to the rank of the space
/// where there are none.
/// </param>
/// <param name="Results">
/// One element of each result. A result whose expression is the same for all elements of a row (a reduction and what is computed from it
/// alone) has the shape of the rows, with or without trailing ones; any other has the shape of the space.
/// </param>
public sealed record LoopForm(ImmutableArray<Node> Operands, ImmutableArray<SymInt> Space, int Rows, ImmutableArray<ScalarExpression> Results)
{
    /// <summary>Elements become elements.</summary>
    public static LoopForm Pointwise(ImmutableArray<Node> operands, TensorType result, ScalarExpression element) =>
        new(operands, result.Shape, result.Rank, [element]);
}
