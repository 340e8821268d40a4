using System.Numerics;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// The order of elements: NaN is the largest, equal elements keep their order in both directions. PyTorch's stable sorts give exactly
/// this; where it leaves the order of equal elements open (<c>sort</c> without <c>stable</c>, <c>topk</c>), this is one of those allowed.
/// </summary>
internal static class Ordering
{
    /// <summary>For each row the positions of its elements in order.</summary>
    /// <param name="rows">[rows, columns], contiguous, of dtype f32, f64 or i64.</param>
    /// <param name="descending">Largest first.</param>
    /// <returns>[rows, columns], i64.</returns>
    public static Tensor Positions(Tensor rows, bool descending) => RowKernels.MapIndex(rows, new Kernel(descending));

    private readonly struct Kernel(bool descending) : IRowMap<float, long>, IRowMap<double, long>, IRowMap<long, long>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<long> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<double> row, Span<long> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<long> row, Span<long> result) => Run(row, result);

        private void Run<T>(ReadOnlySpan<T> row, Span<long> result) where T : INumber<T>
        {
            var entries = new Entry<T>[row.Length];
            for (var i = 0; i < entries.Length; i++)
            {
                entries[i] = new Entry<T>(row[i], i);
            }
            entries.AsSpan().Sort(new EntryComparer<T>(descending ? -1 : 1));
            for (var i = 0; i < entries.Length; i++)
            {
                result[i] = entries[i].Position;
            }
        }
    }

    private readonly record struct Entry<T>(T Value, int Position);

    // No two entries are equal, so that any sort gives one order.
    private readonly struct EntryComparer<T>(int direction) : IComparer<Entry<T>> where T : INumber<T>
    {
        public int Compare(Entry<T> x, Entry<T> y) =>
            ElementOrder.Compare(x.Value, y.Value) is not 0 and var order ? order * direction : x.Position.CompareTo(y.Position);
    }
}
