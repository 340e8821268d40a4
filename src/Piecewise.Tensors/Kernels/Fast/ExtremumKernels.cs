using System.Numerics;

namespace Piecewise.Tensors.Fast;

/// <summary>The largest or smallest element of each row and where it is.</summary>
public static unsafe class ExtremumKernels
{
    /// <summary><c>torch.max</c>, <c>torch.argmin</c> and the like: of equal elements the first, and the first NaN before all numbers.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <typeparam name="TKey">What they are compared as.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, size].</param>
    /// <param name="xOuter">[outerRank]: strides of x over the outer dims.</param>
    /// <param name="xStride">Stride of x over a row.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="largest">Whether the largest is looked for; else the smallest.</param>
    /// <param name="values">[outer], contiguous; null where nobody asks.</param>
    /// <param name="positions">[outer], contiguous; null where nobody asks.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many.</param>
    /// <exception cref="KernelException">A row has no elements.</exception>
    public static void Run<T, TKey>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, bool largest, T* values, long* positions, nint* outer, nint outerRank)
        where T : unmanaged where TKey : unmanaged, INumber<TKey>
    {
        if (size == 0)
        {
            throw new KernelException("there is nothing to reduce in rows without elements.");
        }
        var nest = new Nest(outer, outerRank);
        var rows = nest.Count;
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * size), new Job<T, TKey>
        {
            Nest = nest,
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Size = size,
            Largest = largest,
            Values = values,
            Positions = positions,
        });
    }

    private struct Job<T, TKey> : IJob where T : unmanaged where TKey : unmanaged, INumber<TKey>
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Size;
        public bool Largest;
        public T* Values;
        public long* Positions;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = X + Nest.Offset(row, XOuter);
                var position = Search(from);
                if (Values != null)
                {
                    Values[row] = from[position * XStride];
                }
                if (Positions != null)
                {
                    Positions[row] = position;
                }
            }
        }

        private readonly nint Search(T* row)
        {
            nint position = 0;
            var best = Element.Convert<T, TKey>(*row);
            for (nint i = 0; i < Size; i++)
            {
                var key = Element.Convert<T, TKey>(row[i * XStride]);
                if (TKey.IsNaN(key))
                {
                    return i;
                }
                if (Largest ? key > best : key < best)
                {
                    (position, best) = (i, key);
                }
            }
            return position;
        }
    }
}
