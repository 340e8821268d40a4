using System.Numerics;

namespace Piecewise.Tensors.Fast;

/// <summary>Elements that indices name are added to, one after the other and each time rounded: what a sum is does not depend on threads.</summary>
public static unsafe class IndexSumKernels
{
    /// <summary><c>x[o, indices[c]] += factor * source[o, c]</c>, for ascending c: <c>torch.index_add</c>.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <typeparam name="TIndex">long or int.</typeparam>
    /// <typeparam name="TCompute">What is added in.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, size].</param>
    /// <param name="xOuter">[outerRank]: strides of x over the outer dims.</param>
    /// <param name="xStride">Stride of x over the dim.</param>
    /// <param name="size">Size of the dim.</param>
    /// <param name="indices">[count]; not negative.</param>
    /// <param name="indexStride">Distance of two indices.</param>
    /// <param name="count">How many.</param>
    /// <param name="source">[outer, count]; not x.</param>
    /// <param name="sourceOuter">[outerRank].</param>
    /// <param name="sourceStride">Stride of source over count.</param>
    /// <param name="factor">What the source is multiplied with before, and rounded; 1 for nothing.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many; at least 1.</param>
    /// <exception cref="KernelException">An index lies outside; nothing is written then.</exception>
    public static void Slices<T, TIndex, TCompute>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TIndex* indices, nint indexStride, nint count, T* source, nint* sourceOuter,
        nint sourceStride, double factor, nint* outer, nint outerRank)
        where T : unmanaged where TIndex : unmanaged where TCompute : unmanaged, INumber<TCompute>
    {
        Integers.Check(indices, indexStride, count, size, fromEnd: false);
        var nest = new Nest(outer, outerRank);
        if (nest.Count <= 0 || count == 0)
        {
            return;
        }
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(nest.Inner, 16L * nest.Count * count), new SliceJob<T, TIndex, TCompute>
        {
            Nest = nest,
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Size = size,
            Indices = indices,
            IndexStride = indexStride,
            Count = count,
            Source = source,
            SourceOuter = sourceOuter,
            SourceStride = sourceStride,
            Factor = factor,
        });
    }

    /// <summary>A copy of x, which is contiguous and has so many elements, then <see cref="Slices{T, TIndex, TCompute}"/> into the copy.</summary>
    public static void CopyAndSlices<T, TIndex, TCompute>(
        Workers workers, T* x, nint elements, nint* xOuter, nint xStride, nint size, TIndex* indices, nint indexStride, nint count, T* source,
        nint* sourceOuter, nint sourceStride, double factor, nint* outer, nint outerRank, T* result)
        where T : unmanaged where TIndex : unmanaged where TCompute : unmanaged, INumber<TCompute>
    {
        Buffer.MemoryCopy(x, result, elements * sizeof(T), elements * sizeof(T));
        Slices<T, TIndex, TCompute>(
            workers, result, xOuter, xStride, size, indices, indexStride, count, source, sourceOuter, sourceStride, factor, outer, outerRank);
    }

    // Parts divide the last of the outer dims, so that neighbours in memory are added together.
    private struct SliceJob<T, TIndex, TCompute> : IJob where T : unmanaged where TIndex : unmanaged where TCompute : unmanaged, INumber<TCompute>
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Size;
        public TIndex* Indices;
        public nint IndexStride;
        public nint Count;
        public T* Source;
        public nint* SourceOuter;
        public nint SourceStride;
        public double Factor;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Nest.Inner, part, parts);
            var (outer, xStep, sourceStep) = (Nest.Outer, Nest.InnerStride(XOuter), Nest.InnerStride(SourceOuter));
            var rows = outer.Count;
            for (nint row = 0; row < rows; row++)
            {
                for (nint c = 0; c < Count; c++)
                {
                    var to = X + outer.Offset(row, XOuter) + (Integers.PositionFromStart(Indices + (c * IndexStride), Size) * XStride);
                    var from = Source + outer.Offset(row, SourceOuter) + (c * SourceStride);
                    for (var i = share.Start; i < share.End; i++)
                    {
                        to[i * xStep] = Sum(to[i * xStep], from[i * sourceStep]);
                    }
                }
            }
        }

        private readonly T Sum(T x, T y)
        {
            var added = Element.Convert<T, TCompute>(y);
            if (Factor != 1)
            {
                added = Element.Convert<T, TCompute>(Element.Convert<TCompute, T>(unchecked(added * Element.Convert<double, TCompute>(Factor))));
            }
            return Element.Convert<TCompute, T>(unchecked(Element.Convert<T, TCompute>(x) + added));
        }
    }
}
