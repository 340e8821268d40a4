namespace Piecewise.Tensors;

/// <summary>
/// Strides of the result of an elementwise operation: dense, in the memory order of the operands (PyTorch's TensorIterator rule).
/// </summary>
internal static class OutputLayout
{
    /// <param name="shape">The broadcast shape.</param>
    /// <param name="operands">The operands; each broadcasts to <paramref name="shape"/>.</param>
    public static long[] Strides(ReadOnlySpan<long> shape, params ReadOnlySpan<Tensor> operands)
    {
        var contiguous = true;
        var strides = new long[operands.Length][];
        for (var k = 0; k < operands.Length; k++)
        {
            contiguous &= operands[k].IsContiguous && operands[k].Shape.SequenceEqual(shape);
            strides[k] = BroadcastStrides(operands[k], shape);
        }
        if (contiguous)
        {
            return Layout.ContiguousStrides(shape);
        }
        var sizes = shape.ToArray();
        return Layout.DenseStrides(shape, Order(shape.Length, (a, b) => Compare(a, b, sizes, strides)));
    }

    /// <summary>Strides of an operand over a shape that it broadcasts to: 0 where it is repeated.</summary>
    public static long[] BroadcastStrides(Tensor operand, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(operand);
        var result = new long[shape.Length];
        var lead = shape.Length - operand.Rank;
        for (var i = 0; i < operand.Rank; i++)
        {
            result[lead + i] = operand.Shape[i] == 1 && shape[lead + i] != 1 ? 0 : operand.Strides[i];
        }
        return result;
    }

    /// <summary>
    /// Sorts dimensions so that the outermost in memory comes first. <paramref name="compare"/> says of two dimensions whether the first
    /// lies inside (-1), outside (1) or can't tell (0); an undecided pair keeps its order without ending the search.
    /// </summary>
    public static int[] Order(int rank, Func<int, int, int> compare)
    {
        // Innermost first while sorting, as the rule is stated; reversed at the end.
        var order = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            order[i] = rank - 1 - i;
        }
        for (var i = 1; i < rank; i++)
        {
            var moving = i;
            for (var other = i - 1; other >= 0; other--)
            {
                var comparison = compare(order[other], order[moving]);
                if (comparison < 0)
                {
                    break;
                }
                if (comparison > 0)
                {
                    (order[other], order[moving]) = (order[moving], order[other]);
                    moving = other;
                }
            }
        }
        Array.Reverse(order);
        return order;
    }

    private static int Compare(int a, int b, long[] shape, long[][] strides)
    {
        foreach (var operand in strides)
        {
            var (x, y) = (operand[a], operand[b]);
            if (x == 0 || y == 0)
            {
                continue;
            }
            if (x != y)
            {
                return x < y ? -1 : 1;
            }
            if (shape[a] > shape[b])
            {
                return 1;
            }
        }
        return 0;
    }
}
