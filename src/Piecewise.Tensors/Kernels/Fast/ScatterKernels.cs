namespace Piecewise.Tensors.Fast;

/// <summary>Elements along a dim, named by indices in their place, replaced. All other dims of the indices are the outer ones.</summary>
public static unsafe class ScatterKernels
{
    /// <summary><c>x[o, indices[o, i]] = source[o, i]</c>, in order: where an element is named twice the last value stays.</summary>
    /// <param name="workers">Who writes.</param>
    /// <param name="x">[at least outer, size].</param>
    /// <param name="xOuter">[outerRank]: strides of x over the outer dims.</param>
    /// <param name="xStride">Stride of x over the dim.</param>
    /// <param name="size">Size of x's dim.</param>
    /// <param name="indices">[outer, count], i64 or i32; not negative.</param>
    /// <param name="indexOuter">[outerRank].</param>
    /// <param name="indexStride">Stride of indices over count.</param>
    /// <param name="source">[at least outer, at least count]; not x.</param>
    /// <param name="sourceOuter">[outerRank].</param>
    /// <param name="sourceStride">Stride of source over count.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many.</param>
    /// <param name="count">Size of the indices' dim.</param>
    /// <exception cref="KernelException">An index lies outside; nothing is written then.</exception>
    public static void Run<T, TIndex>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TIndex* indices, nint* indexOuter, nint indexStride, T* source, nint* sourceOuter,
        nint sourceStride, nint* outer, nint outerRank, nint count)
        where T : unmanaged where TIndex : unmanaged =>
        Start(workers, new Job<T, TIndex>
        {
            Nest = new Nest(outer, outerRank),
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Indices = indices,
            IndexOuter = indexOuter,
            IndexStride = indexStride,
            Source = source,
            SourceOuter = sourceOuter,
            SourceStride = sourceStride,
            Count = count,
        }, size);

    /// <summary>The same with one value, which becomes an element as a literal does.</summary>
    public static void Fill<T, TIndex>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TIndex* indices, nint* indexOuter, nint indexStride, double value, nint* outer,
        nint outerRank, nint count)
        where T : unmanaged where TIndex : unmanaged
    {
        Start(workers, new Job<T, TIndex>
        {
            Nest = new Nest(outer, outerRank),
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Indices = indices,
            IndexOuter = indexOuter,
            IndexStride = indexStride,
            Value = Element.Convert<double, T>(value),
            Count = count,
        }, size);
    }

    /// <summary>A copy of x, which is contiguous and has so many elements, then <see cref="Run{T, TIndex}"/> into the copy.</summary>
    public static void CopyAndRun<T, TIndex>(
        Workers workers, T* x, nint elements, nint* xOuter, nint xStride, nint size, TIndex* indices, nint* indexOuter, nint indexStride, T* source,
        nint* sourceOuter, nint sourceStride, nint* outer, nint outerRank, nint count, T* result)
        where T : unmanaged where TIndex : unmanaged
    {
        Buffer.MemoryCopy(x, result, elements * sizeof(T), elements * sizeof(T));
        Run(workers, result, xOuter, xStride, size, indices, indexOuter, indexStride, source, sourceOuter, sourceStride, outer, outerRank, count);
    }

    /// <summary>A copy of x, which is contiguous and has so many elements, then <see cref="Fill{T, TIndex}"/> into the copy.</summary>
    public static void CopyAndFill<T, TIndex>(
        Workers workers, T* x, nint elements, nint* xOuter, nint xStride, nint size, TIndex* indices, nint* indexOuter, nint indexStride, double value,
        nint* outer, nint outerRank, nint count, T* result)
        where T : unmanaged where TIndex : unmanaged
    {
        Buffer.MemoryCopy(x, result, elements * sizeof(T), elements * sizeof(T));
        Fill(workers, result, xOuter, xStride, size, indices, indexOuter, indexStride, value, outer, outerRank, count);
    }

    private static void Start<T, TIndex>(Workers workers, Job<T, TIndex> job, nint size) where T : unmanaged where TIndex : unmanaged
    {
        var rows = job.Count == 0 ? 0 : job.Nest.Count;
        for (nint row = 0; row < rows; row++)
        {
            Integers.Check(job.Indices + job.Nest.Offset(row, job.IndexOuter), job.IndexStride, job.Count, size, fromEnd: false);
        }
        if (rows > 0)
        {
            job.Size = size;
            Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * job.Count), job);
        }
    }

    private struct Job<T, TIndex> : IJob where T : unmanaged where TIndex : unmanaged
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Size;
        public TIndex* Indices;
        public nint* IndexOuter;
        public nint IndexStride;
        public T* Source;
        public nint* SourceOuter;
        public nint SourceStride;
        public T Value;
        public nint Count;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var to = X + Nest.Offset(row, XOuter);
                var index = Indices + Nest.Offset(row, IndexOuter);
                var from = Source == null ? null : Source + Nest.Offset(row, SourceOuter);
                for (nint i = 0; i < Count; i++)
                {
                    var position = Integers.PositionFromStart(index + (i * IndexStride), Size);
                    to[position * XStride] = from == null ? Value : from[i * SourceStride];
                }
            }
        }
    }
}
