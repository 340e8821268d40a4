using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// A call as loops: over every index of a space, elements of the operands in that place become elements of the results. An operator that
/// says this of its calls can be fused with others; one that does not is called as it is.
/// </summary>
/// <param name="Operands">The tensors; each broadcasts to the space.</param>
/// <param name="Space">The sizes of the loops.</param>
/// <param name="Rows">
/// How many leading dims of the space number rows. Reductions in the results run over the dims after them. Equal to the rank of the space
/// where there are none.
/// </param>
/// <param name="Results">
/// One element of each result. A result whose expression is the same for all elements of a row (a reduction and what is computed from it
/// alone) has the shape of the rows, with or without trailing ones; any other has the shape of the space.
/// </param>
internal sealed record LoopForm(ImmutableArray<Node> Operands, ImmutableArray<SymInt> Space, int Rows,
    ImmutableArray<ScalarExpression> Results)
{
    /// <summary>
    /// By dim of the space: which dim of the operands and of results of full rank it is. Empty where both are in the same order. Only for
    /// forms whose operands have the rank of the space.
    /// </summary>
    public ImmutableArray<int> Order { get; init; } = [];

    /// <summary>The dims of the space whose index results are computed with.</summary>
    public IEnumerable<int> Indices => Results.SelectMany(IndicesOf);

    /// <summary>Elements become elements.</summary>
    public static LoopForm Pointwise(ImmutableArray<Node> operands, TensorType result, ScalarExpression element) =>
        new(operands, result.Shape, result.Rank, [element]);

    /// <summary>Rows of one operand along some of its dims, which go after the others.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="dims">The dims of a row, ascending.</param>
    /// <param name="results">One element of each result.</param>
    public static LoopForm Along(Node operand, IReadOnlyCollection<int> dims, params ReadOnlySpan<ScalarExpression> results)
    {
        ArgumentNullException.ThrowIfNull(operand);
        ArgumentNullException.ThrowIfNull(dims);
        var shape = ((TensorType)operand.Type).Shape;
        ImmutableArray<int> order = [.. Enumerable.Range(0, shape.Length).Where(d => !dims.Contains(d)), .. dims];
        var isInOrder = order.Select((d, i) => d == i).All(same => same);
        return new LoopForm([operand], [.. order.Select(d => shape[d])], shape.Length - dims.Count, [.. results])
        {
            Order = isInOrder ? [] : order
        };
    }

    private static IEnumerable<int> IndicesOf(ScalarExpression expression) => expression switch
    {
        ScalarIndex index => [index.Dim],
        ScalarCast cast => IndicesOf(cast.Value),
        ScalarReduction reduction => IndicesOf(reduction.Body),
        ScalarCall call => call.Operands.SelectMany(IndicesOf),
        _ => [],
    };
}
