namespace Piecewise.Tensors.Fast;

/// <summary>
/// Slices of a dim that indices name, written (<c>x[i] = y</c>). A tensor is seen as
/// [outer, size, inner] with the indexed dim in the middle; the elements of inner are neighbours.
/// </summary>
public static unsafe class SliceKernels
{
    /// <summary><c>x[o, indices[c], i] = values[o, c, i]</c>, in order: where an index is given twice, the last values stay.</summary>
    /// <param name="workers">Who copies.</param>
    /// <param name="x">[outer, size, inner].</param>
    /// <param name="xOuter">Stride of x over outer, in elements.</param>
    /// <param name="xStride">Stride of x over the indexed dim, in elements.</param>
    /// <param name="size">Size of the indexed dim.</param>
    /// <param name="indices">[count], i64 or i32.</param>
    /// <param name="indexStride">Distance of two indices.</param>
    /// <param name="count">How many.</param>
    /// <param name="fromEnd">Whether negative indices count from the end.</param>
    /// <param name="values">[outer, count, inner], of any strides; not x.</param>
    /// <param name="valueOuter">Stride of values over outer, in elements.</param>
    /// <param name="valueStride">Stride of values over count, in elements.</param>
    /// <param name="valueInner">Stride of values over inner, in elements.</param>
    /// <param name="outer">Size of the dims in front.</param>
    /// <param name="inner">Size of the dims behind.</param>
    /// <exception cref="KernelException">An index lies outside; nothing is written then.</exception>
    public static void Put<T, TIndex>(
        Workers workers, T* x, nint xOuter, nint xStride, nint size, TIndex* indices, nint indexStride, nint count, bool fromEnd,
        T* values, nint valueOuter, nint valueStride, nint valueInner, nint outer, nint inner)
        where T : unmanaged where TIndex : unmanaged
    {
        Integers.Check(indices, indexStride, count, size, fromEnd);
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(outer, 4L * outer * count * inner), new PutJob<T, TIndex>
        {
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Size = size,
            Indices = indices,
            IndexStride = indexStride,
            Count = count,
            Values = values,
            ValueOuter = valueOuter,
            ValueStride = valueStride,
            ValueInner = valueInner,
            Outer = outer,
            Inner = inner,
        });
    }

    /// <summary>A copy of x, then <see cref="Put"/> into the copy.</summary>
    /// <param name="workers">Who copies.</param>
    /// <param name="x">[outer, size, inner], contiguous.</param>
    /// <param name="size">Size of the indexed dim.</param>
    /// <param name="indices">[count], i64 or i32.</param>
    /// <param name="indexStride">Distance of two indices.</param>
    /// <param name="count">How many.</param>
    /// <param name="fromEnd">Whether negative indices count from the end.</param>
    /// <param name="values">[outer, count, inner], of any strides.</param>
    /// <param name="valueOuter">Stride of values over outer, in elements.</param>
    /// <param name="valueStride">Stride of values over count, in elements.</param>
    /// <param name="valueInner">Stride of values over inner, in elements.</param>
    /// <param name="outer">Size of the dims in front.</param>
    /// <param name="inner">Size of the dims behind.</param>
    /// <param name="result">[outer, size, inner], contiguous; neither x nor values.</param>
    /// <exception cref="KernelException">An index lies outside.</exception>
    public static void CopyAndPut<T, TIndex>(
        Workers workers, T* x, nint size, TIndex* indices, nint indexStride, nint count, bool fromEnd,
        T* values, nint valueOuter, nint valueStride, nint valueInner, nint outer, nint inner, T* result)
        where T : unmanaged where TIndex : unmanaged
    {
        var bytes = outer * size * inner * sizeof(T);
        Buffer.MemoryCopy(x, result, bytes, bytes);
        Put(workers, result, size * inner, inner, size, indices, indexStride, count, fromEnd, values, valueOuter, valueStride, valueInner, outer, inner);
    }

    private struct PutJob<T, TIndex> : IJob where T : unmanaged where TIndex : unmanaged
    {
        public T* X;
        public nint XOuter;
        public nint XStride;
        public nint Size;
        public TIndex* Indices;
        public nint IndexStride;
        public nint Count;
        public T* Values;
        public nint ValueOuter;
        public nint ValueStride;
        public nint ValueInner;
        public nint Outer;
        public nint Inner;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Outer, part, parts);
            for (var outer = share.Start; outer < share.End; outer++)
            {
                for (nint i = 0; i < Count; i++)
                {
                    var to = X + (outer * XOuter) + (Integers.Position(Indices + (i * IndexStride), Size) * XStride);
                    var from = Values + (outer * ValueOuter) + (i * ValueStride);
                    if (ValueInner == 1)
                    {
                        Buffer.MemoryCopy(from, to, Inner * sizeof(T), Inner * sizeof(T));
                        continue;
                    }
                    for (nint j = 0; j < Inner; j++)
                    {
                        to[j] = from[j * ValueInner];
                    }
                }
            }
        }
    }
}
