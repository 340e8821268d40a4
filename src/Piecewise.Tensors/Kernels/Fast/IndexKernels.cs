namespace Piecewise.Tensors.Fast;

/// <summary>Elements that several index tensors name together.</summary>
public static unsafe class IndexKernels
{
    /// <summary><c>x[i, :, j]</c> and the like: in each place of the result the element of x that lies where the indices in that place say.</summary>
    /// <param name="workers">Who copies.</param>
    /// <param name="x">The first element.</param>
    /// <param name="xStrides">[rank]: strides over the result's dims; 0 along those that come from indices.</param>
    /// <param name="indices">[count]: index tensors of i64 or i32; negative ones count from the end.</param>
    /// <param name="indexStrides">[count, rank]: their strides over the result's dims; 0 where they repeat.</param>
    /// <param name="indexSizes">[count]: sizes of the dims of x that they name.</param>
    /// <param name="steps">[count]: strides of x over those dims.</param>
    /// <param name="count">How many index tensors there are.</param>
    /// <param name="result">The first element; not x.</param>
    /// <param name="resultStrides">[rank].</param>
    /// <param name="sizes">[rank]: of the result.</param>
    /// <param name="rank">How many dims; at least 1.</param>
    /// <exception cref="KernelException">An index lies outside; nothing is written then.</exception>
    public static void Take<T, TIndex>(
        Workers workers, T* x, nint* xStrides, void** indices, nint* indexStrides, nint* indexSizes, nint* steps, nint count, T* result,
        nint* resultStrides, nint* sizes, nint rank)
        where T : unmanaged where TIndex : unmanaged
    {
        for (nint i = 0; i < count; i++)
        {
            Check((TIndex*)indices[i], indexStrides + (i * rank), sizes, rank, indexSizes[i]);
        }
        var nest = new Nest(sizes, rank);
        var rows = nest.Inner == 0 ? 0 : nest.Outer.Count;
        if (rows <= 0)
        {
            return;
        }
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * nest.Inner * count), new Job<T, TIndex>
        {
            Nest = nest,
            X = x,
            XStrides = xStrides,
            Indices = indices,
            IndexStrides = indexStrides,
            IndexSizes = indexSizes,
            Steps = steps,
            Count = count,
            Result = result,
            ResultStrides = resultStrides,
            Rank = rank,
        });
    }

    // Each element once, however often the result's shape repeats it.
    private static void Check<TIndex>(TIndex* index, nint* strides, nint* sizes, nint rank, nint size) where TIndex : unmanaged
    {
        while (rank > 0 && strides[rank - 1] == 0)
        {
            rank--;
        }
        if (rank == 0)
        {
            Integers.Check(index, 0, 1, size, fromEnd: true);
            return;
        }
        if (rank == 1)
        {
            Integers.Check(index, strides[0], sizes[0], size, fromEnd: true);
            return;
        }
        for (nint i = 0; i < sizes[rank - 1]; i++)
        {
            Check(index + (i * strides[rank - 1]), strides, sizes, rank - 1, size);
        }
    }

    private struct Job<T, TIndex> : IJob where T : unmanaged where TIndex : unmanaged
    {
        public Nest Nest;
        public T* X;
        public nint* XStrides;
        public void** Indices;
        public nint* IndexStrides;
        public nint* IndexSizes;
        public nint* Steps;
        public nint Count;
        public T* Result;
        public nint* ResultStrides;
        public nint Rank;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var (outer, inner) = (Nest.Outer, Nest.Inner);
            var (xStep, resultStep) = (Nest.InnerStride(XStrides), Nest.InnerStride(ResultStrides));
            var starts = stackalloc TIndex*[(int)Count];
            var share = Share.Of(outer.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = X + outer.Offset(row, XStrides);
                var to = Result + outer.Offset(row, ResultStrides);
                for (nint k = 0; k < Count; k++)
                {
                    starts[k] = (TIndex*)Indices[k] + outer.Offset(row, IndexStrides + (k * Rank));
                    // What does not change along the row is added once.
                    from += InnerStride(k) == 0 ? Integers.Position(starts[k], IndexSizes[k]) * Steps[k] : 0;
                }
                for (nint i = 0; i < inner; i++)
                {
                    var at = from + (i * xStep);
                    for (nint k = 0; k < Count; k++)
                    {
                        at += InnerStride(k) is not 0 and var step ? Integers.Position(starts[k] + (i * step), IndexSizes[k]) * Steps[k] : 0;
                    }
                    to[i * resultStep] = *at;
                }
            }
        }

        private readonly nint InnerStride(nint index) => Nest.InnerStride(IndexStrides + (index * Rank));
    }
}
