using System.Collections.Immutable;

namespace Piecewise.Operators;

/// <summary>Which places of two operands a matrix product of them treats as what.</summary>
/// <param name="Both">Kept and in both: the batch.</param>
/// <param name="Left">Kept and in the left operand only: the rows.</param>
/// <param name="Summed">In both and summed.</param>
/// <param name="Right">Kept and in the right operand, or in none: the columns.</param>
internal sealed record EinsumGroups(ImmutableArray<int> Both, ImmutableArray<int> Left, ImmutableArray<int> Summed,
    ImmutableArray<int> Right)
{
    /// <summary>The places in the order in which the product's memory has them.</summary>
    public ImmutableArray<int> Order { get; } = [.. Both, .. Left, .. Summed, .. Right];

    /// <summary>For each place, where it is in <see cref="Order"/>.</summary>
    public ImmutableArray<ImmutableArray<int>> InverseOrder => [.. Enumerable.Range(0, Order.Length)
        .Select(d => ImmutableArray.Create(Order.IndexOf(d)))];
}

/// <summary>
/// The steps of an <c>einsum</c>, over values or over their types: two operands at a time are multiplied, and a place is summed as soon as
/// no operand that is left has it.
/// </summary>
internal abstract class EinsumContraction<T>(EinsumEquation equation)
{
    /// <param name="operands">In the equation's order.</param>
    /// <param name="path">Pairs of positions in the list of what is left, as opt_einsum plans them; null contracts from left to
    /// right.</param>
    public T Run(ImmutableArray<T> operands, IReadOnlyList<long>? path)
    {
        var left = operands.Select((o, i) => Arrange(o, equation.Operands[i])).ToList();
        var summed = equation.Rank - equation.OutputRank;
        if (left.Count == 1)
        {
            return summed == 0 ? left[0] : DropLast(Sum(left[0], [.. Enumerable.Range(equation.OutputRank, summed)]), summed);
        }
        var uses = Enumerable.Range(0, equation.Rank).Select(d => left.Count(o => !IsOne(o, d))).ToArray();
        for (var step = 0; left.Count > 1; step++)
        {
            var (i, j) = path is null ? (0, 1)
                : ((int)Math.Min(path[2 * step], path[2 * step + 1]), (int)Math.Max(path[2 * step], path[2 * step + 1]));
            var (x, y) = (left[i], left[j]);
            left.RemoveAt(j);
            left.RemoveAt(i);
            left.Insert(path is null ? 0 : left.Count, Pair(x, y, uses));
        }
        return summed == 0 ? left[0] : DropLast(left[0], summed);
    }

    protected abstract bool IsOne(T value, int dim);

    /// <summary>The dims of a value at other places, as a view; no source means size 1, several mean their diagonal.</summary>
    protected abstract T Arrange(T value, ImmutableArray<ImmutableArray<int>> sources);

    /// <summary>Sums over dims, which stay with size 1.</summary>
    protected abstract T Sum(T value, ImmutableArray<int> dims);

    /// <summary>Without the last dims, whose size is 1.</summary>
    protected abstract T DropLast(T value, int count);

    /// <summary>The elementwise product with broadcasting.</summary>
    protected abstract T Multiply(T x, T y);

    /// <summary>The batched matrix product; summed places stay with size 1.</summary>
    protected abstract T Contract(T x, T y, EinsumGroups groups);

    private T Pair(T x, T y, int[] uses)
    {
        var (together, onlyX, onlyY) = (new List<int>(), new List<int>(), new List<int>());
        for (var d = equation.OutputRank; d < equation.Rank; d++)
        {
            var (inX, inY) = (!IsOne(x, d), !IsOne(y, d));
            if (inX && inY)
            {
                if (--uses[d] == 1)
                {
                    together.Add(d);
                    uses[d] = 0;
                }
            }
            else if (uses[d] == 1 && (inX || inY))
            {
                (inX ? onlyX : onlyY).Add(d);
                uses[d] = 0;
            }
        }
        x = onlyX.Count == 0 ? x : Sum(x, [.. onlyX]);
        y = onlyY.Count == 0 ? y : Sum(y, [.. onlyY]);
        return together.Count == 0 ? Multiply(x, y) : SumOfProducts(x, y, [.. together]);
    }

    private T SumOfProducts(T x, T y, ImmutableArray<int> summed)
    {
        var (both, left, right) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var d in Enumerable.Range(0, equation.Rank).Where(d => !summed.Contains(d)))
        {
            var (inX, inY) = (!IsOne(x, d), !IsOne(y, d));
            (inX && inY ? both : inX ? left : right).Add(d);
        }
        // Where all columns come before all rows in the output, the operands change places and the product is in memory order at once.
        return left.Count > 0 && right.Count > 0 && right[^1] < left[0]
            ? Contract(y, x, new EinsumGroups([.. both], [.. right], summed, [.. left]))
            : Contract(x, y, new EinsumGroups([.. both], [.. left], summed, [.. right]));
    }
}
