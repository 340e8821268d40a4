namespace Piecewise.Tensors.Fast;

/// <summary>Elements along a dim that indices in their place name. Tensors are seen as [outer, size, inner] with that dim in the middle.</summary>
public static unsafe class GatherKernels
{
    /// <summary><c>result[o, c, i] = x[o, indices[o, c, i], i]</c>.</summary>
    /// <param name="workers">Who copies.</param>
    /// <param name="x">[at least outer, size, at least inner].</param>
    /// <param name="xOuter">Stride of x over outer, in elements.</param>
    /// <param name="xStride">Stride of x over the dim, in elements.</param>
    /// <param name="xInner">Stride of x over inner, in elements.</param>
    /// <param name="size">Size of x's dim.</param>
    /// <param name="indices">[outer, count, inner], i64 or i32; not negative.</param>
    /// <param name="indexOuter">Stride of indices over outer.</param>
    /// <param name="indexStride">Stride of indices over count.</param>
    /// <param name="indexInner">Stride of indices over inner.</param>
    /// <param name="outer">Size of the dims in front.</param>
    /// <param name="count">Size of the indices' dim.</param>
    /// <param name="inner">Size of the dims behind.</param>
    /// <param name="result">[outer, count, inner], contiguous; not x.</param>
    /// <exception cref="KernelException">An index lies outside; nothing is written then.</exception>
    public static void Run<T, TIndex>(
        Workers workers, T* x, nint xOuter, nint xStride, nint xInner, nint size, TIndex* indices, nint indexOuter, nint indexStride, nint indexInner,
        nint outer, nint count, nint inner, T* result)
        where T : unmanaged where TIndex : unmanaged
    {
        for (nint o = 0; o < outer; o++)
        {
            for (nint c = 0; c < count; c++)
            {
                Integers.Check(indices + (o * indexOuter) + (c * indexStride), indexInner, inner, size, fromEnd: false);
            }
        }
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(outer * count, 16L * outer * count * inner), new Job<T, TIndex>
        {
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            XInner = xInner,
            Size = size,
            Indices = indices,
            IndexOuter = indexOuter,
            IndexStride = indexStride,
            IndexInner = indexInner,
            Outer = outer,
            Count = count,
            Inner = inner,
            Result = result,
        });
    }

    private struct Job<T, TIndex> : IJob where T : unmanaged where TIndex : unmanaged
    {
        public T* X;
        public nint XOuter;
        public nint XStride;
        public nint XInner;
        public nint Size;
        public TIndex* Indices;
        public nint IndexOuter;
        public nint IndexStride;
        public nint IndexInner;
        public nint Outer;
        public nint Count;
        public nint Inner;
        public T* Result;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Outer * Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var (outer, c) = (row / Count, row % Count);
                var from = X + (outer * XOuter);
                var to = Result + (row * Inner);
                var index = Indices + (outer * IndexOuter) + (c * IndexStride);
                for (nint i = 0; i < Inner; i++)
                {
                    to[i] = from[(Integers.PositionFromStart(index + (i * IndexInner), Size) * XStride) + (i * XInner)];
                }
            }
        }
    }
}
