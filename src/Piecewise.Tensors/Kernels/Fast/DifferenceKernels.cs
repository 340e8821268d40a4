using System.Numerics;

namespace Piecewise.Tensors.Fast;

/// <summary>Differences of neighbours along a dim.</summary>
public static unsafe class DifferenceKernels
{
    /// <summary>
    /// What each element of a dim, made of up to three parts, is more than the one before it: <c>torch.diff</c> with <c>prepend</c> and
    /// <c>append</c>. The dims in front of it and behind it are the outer ones.
    /// </summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <typeparam name="TCompute">What they are subtracted in.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="before">[outer, beforeSize]; null for none.</param>
    /// <param name="beforeOuter">[outerRank]: its strides over the outer dims.</param>
    /// <param name="beforeStride">Its stride over the dim.</param>
    /// <param name="beforeSize">Its size of the dim.</param>
    /// <param name="x">[outer, xSize].</param>
    /// <param name="xOuter">As above.</param>
    /// <param name="xStride">As above.</param>
    /// <param name="xSize">As above.</param>
    /// <param name="after">[outer, afterSize]; null for none.</param>
    /// <param name="afterOuter">As above.</param>
    /// <param name="afterStride">As above.</param>
    /// <param name="afterSize">As above.</param>
    /// <param name="result">[outer, all three sizes - 1].</param>
    /// <param name="resultOuter">As above.</param>
    /// <param name="resultStride">As above.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many.</param>
    public static void Run<T, TCompute>(
        Workers workers, T* before, nint* beforeOuter, nint beforeStride, nint beforeSize, T* x, nint* xOuter, nint xStride, nint xSize,
        T* after, nint* afterOuter, nint afterStride, nint afterSize, T* result, nint* resultOuter, nint resultStride, nint* outer, nint outerRank)
        where T : unmanaged where TCompute : unmanaged, INumberBase<TCompute>
    {
        var nest = new Nest(outer, outerRank);
        var rows = nest.Count;
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * (beforeSize + xSize + afterSize)), new Job<T, TCompute>
        {
            Nest = nest,
            Before = new(before, beforeOuter, beforeStride, beforeSize),
            X = new(x, xOuter, xStride, xSize),
            After = new(after, afterOuter, afterStride, afterSize),
            Result = result,
            ResultOuter = resultOuter,
            ResultStride = resultStride,
        });
    }

    private readonly struct Part<T>(T* first, nint* outer, nint stride, nint size) where T : unmanaged
    {
        public readonly T* First = first;
        public readonly nint* Outer = outer;
        public readonly nint Stride = stride;
        public readonly nint Size = size;
    }

    private struct Job<T, TCompute> : IJob where T : unmanaged where TCompute : unmanaged, INumberBase<TCompute>
    {
        public Nest Nest;
        public Part<T> Before;
        public Part<T> X;
        public Part<T> After;
        public T* Result;
        public nint* ResultOuter;
        public nint ResultStride;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var result = Result + Nest.Offset(row, ResultOuter);
                var (last, hasLast) = (TCompute.Zero, false);
                Add(Before, row, ref result, ref last, ref hasLast);
                Add(X, row, ref result, ref last, ref hasLast);
                Add(After, row, ref result, ref last, ref hasLast);
            }
        }

        private readonly void Add(Part<T> part, nint row, ref T* result, ref TCompute last, ref bool hasLast)
        {
            if (part.First == null)
            {
                return;
            }
            var from = part.First + Nest.Offset(row, part.Outer);
            for (nint i = 0; i < part.Size; i++)
            {
                var next = Element.Convert<T, TCompute>(from[i * part.Stride]);
                if (hasLast)
                {
                    *result = Element.Convert<TCompute, T>(unchecked(next - last));
                    result += ResultStride;
                }
                (last, hasLast) = (next, true);
            }
        }
    }
}
