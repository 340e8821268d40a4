namespace Piecewise.Tensors.Fast;

/// <summary>Elements moved from one layout to another; what repeats or shifts elements is a layout with other strides.</summary>
public static unsafe class StridedKernels
{
    /// <summary>Each element of x, in its place of the result.</summary>
    /// <param name="workers">Who copies.</param>
    /// <param name="x">Where x lies.</param>
    /// <param name="xOffset">How far the first element lies behind the pointer.</param>
    /// <param name="xStrides">[rank], in elements; 0 repeats, a negative one goes backwards.</param>
    /// <param name="result">The first element; not x.</param>
    /// <param name="resultStrides">[rank], in elements.</param>
    /// <param name="sizes">[rank].</param>
    /// <param name="rank">How many dims.</param>
    public static void Copy<T>(Workers workers, T* x, nint xOffset, nint* xStrides, T* result, nint* resultStrides, nint* sizes, nint rank) where T : unmanaged
    {
        var nest = new Nest(sizes, rank);
        var rows = nest.Outer.Count;
        if (rows <= 0 || nest.Inner <= 0)
        {
            return;
        }
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 8L * rows * nest.Inner), new CopyJob<T>
        {
            Nest = nest,
            X = x + xOffset,
            XStrides = xStrides,
            Result = result,
            ResultStrides = resultStrides,
        });
    }

    /// <summary>A value everywhere, and then elements of x in a part of the result.</summary>
    /// <param name="workers">Who copies.</param>
    /// <param name="x">The first element that is copied.</param>
    /// <param name="xOffset">How far it lies behind the pointer.</param>
    /// <param name="xStrides">[rank], in elements.</param>
    /// <param name="value">The value, which becomes an element as a literal does.</param>
    /// <param name="result">[count], whatever the order of its dims is; not x.</param>
    /// <param name="count">The number of elements of the result.</param>
    /// <param name="resultOffset">How far the first element that is overwritten lies behind the first.</param>
    /// <param name="resultStrides">[rank], in elements.</param>
    /// <param name="sizes">[rank]: of the part; where one is not positive, nothing is copied.</param>
    /// <param name="rank">How many dims.</param>
    public static void FillAndCopy<T>(
        Workers workers, T* x, nint xOffset, nint* xStrides, double value, T* result, nint count, nint resultOffset, nint* resultStrides, nint* sizes,
        nint rank)
        where T : unmanaged
    {
        var element = Element.Convert<double, T>(value);
        for (nint i = 0; i < count; i++)
        {
            result[i] = element;
        }
        for (nint dim = 0; dim < rank; dim++)
        {
            if (sizes[dim] <= 0)
            {
                return;
            }
        }
        Copy(workers, x, xOffset, xStrides, result + resultOffset, resultStrides, sizes, rank);
    }

    private struct CopyJob<T> : IJob where T : unmanaged
    {
        public Nest Nest;
        public T* X;
        public nint* XStrides;
        public T* Result;
        public nint* ResultStrides;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var (outer, count, xStep, resultStep) = (Nest.Outer, Nest.Inner, Nest.InnerStride(XStrides), Nest.InnerStride(ResultStrides));
            var share = Share.Of(outer.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = X + outer.Offset(row, XStrides);
                var to = Result + outer.Offset(row, ResultStrides);
                if (xStep == 1 && resultStep == 1)
                {
                    Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));
                    continue;
                }
                for (nint i = 0; i < count; i++)
                {
                    to[i * resultStep] = from[i * xStep];
                }
            }
        }
    }
}
