using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>Rows in order; equal elements keep theirs, in both directions.</summary>
public static unsafe class SortKernels
{
    /// <summary><c>torch.sort</c>, <c>torch.argsort</c>.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <typeparam name="TKey">What they are compared as.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, size].</param>
    /// <param name="xOuter">[outerRank]: strides of x over the outer dims.</param>
    /// <param name="xStride">Stride of x over a row.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="descending">Whether the largest comes first.</param>
    /// <param name="values">[outer, size]; null where nobody asks.</param>
    /// <param name="positions">[outer, size]: where in the row they were; null where nobody asks.</param>
    /// <param name="resultOuter">[outerRank]: strides of both results over the outer dims.</param>
    /// <param name="resultStride">Stride of both results over a row.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many.</param>
    public static void Run<T, TKey>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, bool descending, T* values, long* positions, nint* resultOuter, nint resultStride,
        nint* outer, nint outerRank)
        where T : unmanaged where TKey : unmanaged, INumber<TKey>
    {
        var nest = new Nest(outer, outerRank);
        var rows = nest.Count;
        if (rows <= 0 || size == 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 32L * rows * size * BitOperations.Log2((nuint)size + 1));
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<T, TKey>
        {
            Nest = nest,
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Size = size,
            Direction = descending ? -1 : 1,
            Values = values,
            Positions = positions,
            ResultOuter = resultOuter,
            ResultStride = resultStride,
            Scratch = (byte*)Scratch.Of(parts * Job<T, TKey>.PartBytes(size)),
        });
    }

    private struct Job<T, TKey> : IJob where T : unmanaged where TKey : unmanaged, INumber<TKey>
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Size;
        public int Direction;
        public T* Values;
        public long* Positions;
        public nint* ResultOuter;
        public nint ResultStride;
        public byte* Scratch;

        public static nint PartBytes(nint size) => ((2 * size * Unsafe.SizeOf<MergeSort.Entry<TKey>>()) + 63) & ~63;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var memory = new Span<MergeSort.Entry<TKey>>(Scratch + (part * PartBytes(Size)), 2 * (int)Size);
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = X + Nest.Offset(row, XOuter);
                for (var i = 0; i < Size; i++)
                {
                    memory[i] = new(Element.Convert<T, TKey>(from[i * XStride]), i);
                }
                var sorted = MergeSort.Run(memory[..(int)Size], memory[(int)Size..], Direction);
                Write(sorted, from, Nest.Offset(row, ResultOuter));
            }
        }

        private readonly void Write(ReadOnlySpan<MergeSort.Entry<TKey>> sorted, T* from, nint to)
        {
            foreach (var entry in sorted)
            {
                if (Values != null)
                {
                    Values[to] = from[entry.Position * XStride];
                }
                if (Positions != null)
                {
                    Positions[to] = entry.Position;
                }
                to += ResultStride;
            }
        }
    }
}
