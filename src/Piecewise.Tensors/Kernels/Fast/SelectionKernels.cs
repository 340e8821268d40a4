using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>The largest or smallest elements of rows, in order.</summary>
public static unsafe class SelectionKernels
{
    /// <summary><c>torch.topk</c>; which of equal elements are taken is what <see cref="Selection{TKey, TOrder}"/> says.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <typeparam name="TKey">What they are compared as.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, size].</param>
    /// <param name="xOuter">[outerRank]: strides of x over the outer dims.</param>
    /// <param name="xStride">Stride of x over a row.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="k">How many are taken.</param>
    /// <param name="largest">Whether the largest come first; else the smallest.</param>
    /// <param name="values">[outer, k].</param>
    /// <param name="positions">[outer, k]: where in the row they were.</param>
    /// <param name="resultOuter">[outerRank]: strides of both results over the outer dims.</param>
    /// <param name="resultStride">Stride of both results over k.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many.</param>
    /// <exception cref="KernelException">A row has fewer elements than are to be taken.</exception>
    public static void TopK<T, TKey>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, nint k, bool largest, T* values, long* positions, nint* resultOuter,
        nint resultStride, nint* outer, nint outerRank)
        where T : unmanaged where TKey : unmanaged, INumber<TKey>
    {
        if (k < 0 || k > size)
        {
            throw new KernelException($"can't take {k} of {size} elements.");
        }
        if (largest)
        {
            Run<T, TKey, ElementOrder.Descending<TKey>>(
                workers, x, xOuter, xStride, size, k, values, positions, resultOuter, resultStride, new Nest(outer, outerRank));
        }
        else
        {
            Run<T, TKey, ElementOrder.Ascending<TKey>>(
                workers, x, xOuter, xStride, size, k, values, positions, resultOuter, resultStride, new Nest(outer, outerRank));
        }
    }

    private static void Run<T, TKey, TOrder>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, nint k, T* values, long* positions, nint* resultOuter, nint resultStride, Nest nest)
        where T : unmanaged where TKey : unmanaged, INumber<TKey> where TOrder : unmanaged, Selection<TKey, TOrder>.IOrder
    {
        var rows = nest.Count;
        if (rows <= 0 || k == 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 64L * rows * size);
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<T, TKey, TOrder>
        {
            Nest = nest,
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Size = size,
            K = k,
            Values = values,
            Positions = positions,
            ResultOuter = resultOuter,
            ResultStride = resultStride,
            Scratch = (byte*)Scratch.Of(parts * Job<T, TKey, TOrder>.PartBytes(size)),
        });
    }

    private struct Job<T, TKey, TOrder> : IJob
        where T : unmanaged where TKey : unmanaged, INumber<TKey> where TOrder : unmanaged, Selection<TKey, TOrder>.IOrder
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Size;
        public nint K;
        public T* Values;
        public long* Positions;
        public nint* ResultOuter;
        public nint ResultStride;
        public byte* Scratch;

        public static nint PartBytes(nint size) => ((size * Unsafe.SizeOf<Selection<TKey, TOrder>.Entry>()) + 63) & ~63;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var entries = new Span<Selection<TKey, TOrder>.Entry>(Scratch + (part * PartBytes(Size)), (int)Size);
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = X + Nest.Offset(row, XOuter);
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = new(Element.Convert<T, TKey>(from[i * XStride]), i);
                }
                new Selection<TKey, TOrder>(entries).TakeFirst((int)K);
                var to = Nest.Offset(row, ResultOuter);
                for (var i = 0; i < K; i++, to += ResultStride)
                {
                    var position = entries[i].Position;
                    Values[to] = from[position * XStride];
                    Positions[to] = position;
                }
            }
        }
    }
}
