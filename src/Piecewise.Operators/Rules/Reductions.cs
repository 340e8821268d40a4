using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Dims and loops of operators that reduce, scan or normalize along dims.</summary>
internal static class Reductions
{
    /// <summary>The dims to reduce, normalized and sorted; none, or an empty list, means all, as in PyTorch's reductions.</summary>
    /// <exception cref="InferenceException">A dim is out of range or named twice.</exception>
    public static int[] Dims(InferenceContext context, IReadOnlyList<long>? dims, int rank)
    {
        ArgumentNullException.ThrowIfNull(context);
        return dims is null || dims.Count == 0 ? All(rank) : Distinct(dims.Select(d => context.NormalizeDim(d, rank)), rank, context.Error);
    }

    /// <inheritdoc cref="Dims(InferenceContext, IReadOnlyList{long}, int)"/>
    /// <exception cref="EvaluationException">A dim is out of range or named twice.</exception>
    public static int[] Dims(EvaluationContext context, IReadOnlyList<long>? dims, int rank)
    {
        ArgumentNullException.ThrowIfNull(context);
        return dims is null || dims.Count == 0 ? All(rank) : Distinct(dims.Select(d => context.NormalizeDim(d, rank)), rank, context.Error);
    }

    /// <summary>
    /// Moves the reduced dims after the others and merges each group: the result is contiguous, [kept, reduced].
    /// </summary>
    public static Tensor ToRows(Tensor x, IReadOnlyCollection<int> dims)
    {
        ArgumentNullException.ThrowIfNull(x);
        int[] kept = [.. Enumerable.Range(0, x.Rank).Where(d => !dims.Contains(d))];
        int[] order = [.. kept, .. Enumerable.Range(0, x.Rank).Where(dims.Contains)];
        long rows = 1, columns = 1;
        var shape = new long[x.Rank];
        var strides = new long[x.Rank];
        for (var i = 0; i < order.Length; i++)
        {
            shape[i] = x.Shape[order[i]];
            strides[i] = x.Strides[order[i]];
            (rows, columns) = i < kept.Length ? (rows * shape[i], columns) : (rows, columns * shape[i]);
        }
        return x.AsStrided(shape, strides, x.Offset).Contiguous().View(rows, columns);
    }

    /// <summary>The shape after a reduction.</summary>
    public static long[] ResultShape(Tensor x, IReadOnlyCollection<int> dims, bool keep)
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = new List<long>();
        for (var i = 0; i < x.Rank; i++)
        {
            if (!dims.Contains(i))
            {
                result.Add(x.Shape[i]);
            }
            else if (keep)
            {
                result.Add(1);
            }
        }
        return [.. result];
    }

    /// <summary>Brings one dim to the end and merges the others: contiguous, [others, dim]. Undone by <see cref="FromRows"/>.</summary>
    public static Tensor ToRows(Tensor x, int dim) => ToRows(x, x.Rank == 0 ? [] : [dim]);

    /// <summary>Rows made by <see cref="ToRows(Tensor, int)"/> as a contiguous tensor of the original shape.</summary>
    public static Tensor FromRows(Tensor rows, ReadOnlySpan<long> shape, int dim)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (dim >= shape.Length - 1)
        {
            return rows.View(shape);
        }
        long[] moved = [.. shape[..dim], .. shape[(dim + 1)..], shape[dim]];
        var strides = Layout.ContiguousStrides(moved);
        return rows.AsStrided(shape, [.. strides[..dim], strides[^1], .. strides[dim..^1]], 0).Contiguous();
    }

    private static int[] All(int rank) => [.. Enumerable.Range(0, rank)];

    private static int[] Distinct(IEnumerable<int> dims, int rank, Func<string, Exception> error)
    {
        int[] sorted = [.. dims.Order()];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                throw error($"dim {sorted[i]} appears more than once.");
            }
        }
        // Rank 0 lets dim 0 be named, but has none.
        return rank == 0 ? [] : sorted;
    }
}
