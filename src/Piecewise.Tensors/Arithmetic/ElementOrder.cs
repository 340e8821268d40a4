using System.Numerics;

namespace Piecewise.Tensors;

/// <summary>
/// The order of elements in <c>sort</c> and <c>topk</c>: NaN is the largest of all, and equal to itself; so are zeros of both signs.
/// </summary>
internal static class ElementOrder
{
    /// <summary>Negative where <paramref name="x"/> is smaller, zero where both are equal.</summary>
    public static int Compare<T>(T x, T y) where T : INumber<T> =>
        T.IsNaN(x) || T.IsNaN(y) ? T.IsNaN(x).CompareTo(T.IsNaN(y)) : x < y ? -1 : x > y ? 1 : 0;

    /// <summary>For a <see cref="Selection{TKey, TOrder}"/> of the largest elements.</summary>
    public readonly struct Descending<T> : Selection<T, Descending<T>>.IOrder where T : INumber<T>
    {
        public static bool IsBefore(T x, T y) => Compare(x, y) > 0;
    }

    /// <summary>For a <see cref="Selection{TKey, TOrder}"/> of the smallest elements.</summary>
    public readonly struct Ascending<T> : Selection<T, Ascending<T>>.IOrder where T : INumber<T>
    {
        public static bool IsBefore(T x, T y) => Compare(x, y) < 0;
    }
}
