using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Rows of a matrix grouped by equality; NaN differs from NaN.</summary>
/// <param name="First">The first row of each group.</param>
/// <param name="Inverse">The group of each row.</param>
/// <param name="Counts">The number of rows of each group.</param>
internal sealed record Groups(long[] First, long[] Inverse, long[] Counts)
{
    /// <param name="rows">[rows, columns], contiguous, of dtype f32, f64 or i64.</param>
    /// <param name="neighbours">Each run of equal neighbours is a group; else all equal rows are one, and groups ascend.</param>
    public static Groups Of(Tensor rows, bool neighbours) => rows.DType switch
    {
        DType.F32 => Of<float>(rows, neighbours),
        DType.F64 => Of<double>(rows, neighbours),
        DType.I64 => Of<long>(rows, neighbours),
        _ => throw new NotSupportedException($"Elements of dtype {rows.DType.TextName()} have no order."),
    };

    private static Groups Of<T>(Tensor rows, bool neighbours) where T : unmanaged, INumber<T>
    {
        var (count, columns) = checked(((int)rows.Shape[0], (int)rows.Shape[1]));
        // Elements, their order and their groups, as lists grow.
        Storage.Require(((long)count * columns * sizeof(double)) + (count * 8L * sizeof(long)));
        var elements = rows.ToArray<T>();
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }
        if (!neighbours)
        {
            Array.Sort(order, (a, b) => Compare(a, b) is not 0 and var difference ? difference : a.CompareTo(b));
        }
        var (first, counts, inverse) = (new List<long>(), new List<long>(), new long[count]);
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || !AreEqual(order[i], order[i - 1]))
            {
                first.Add(order[i]);
                counts.Add(0);
            }
            counts[^1]++;
            inverse[order[i]] = first.Count - 1;
        }
        return new Groups([.. first], inverse, [.. counts]);

        bool AreEqual(int a, int b)
        {
            for (var i = 0; i < columns; i++)
            {
                if (elements[a * columns + i] != elements[b * columns + i])
                {
                    return false;
                }
            }
            return true;
        }

        int Compare(int a, int b)
        {
            var (x, y) = (a * columns, b * columns);
            for (var i = 0; i < columns; i++)
            {
                if (ElementOrder.Compare(elements[x + i], elements[y + i]) is not 0 and var difference)
                {
                    return difference;
                }
            }
            return 0;
        }
    }
}
