using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Dims and loops of operators that reduce, scan or normalize along dims.</summary>
public static class Reductions
{
    /// <summary>The dims to reduce, normalized and sorted; none or an empty list means all, as in PyTorch's reductions.</summary>
    public static int[] Dims(InferenceContext context, IReadOnlyList<long>? dims, int rank)
    {
        ArgumentNullException.ThrowIfNull(context);
        return dims is null || dims.Count == 0
            ? [.. Enumerable.Range(0, rank)]
            : [.. dims.Select(d => context.NormalizeDim(d, rank)).Where(d => d < rank).Order()];
    }

    /// <inheritdoc cref="Dims(InferenceContext, IReadOnlyList{long}, int)"/>
    public static int[] Dims(EvaluationContext context, IReadOnlyList<long>? dims, int rank)
    {
        ArgumentNullException.ThrowIfNull(context);
        return dims is null || dims.Count == 0
            ? [.. Enumerable.Range(0, rank)]
            : [.. dims.Select(d => context.NormalizeDim(d, rank)).Where(d => d < rank).Order()];
    }

    /// <summary>
    /// Moves the reduced dims behind the others and merges each group: the result is contiguous, [kept, reduced].
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
}
