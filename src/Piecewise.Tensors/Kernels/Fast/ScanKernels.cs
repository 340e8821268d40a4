using System.Numerics;

namespace Piecewise.Tensors.Fast;

/// <summary>Running sums and products along rows, and whole products.</summary>
public static unsafe class ScanKernels
{
    private interface IOperation
    {
        static abstract T Start<T>() where T : INumberBase<T>;

        static abstract T Combine<T>(T x, T y) where T : INumberBase<T>;
    }

    /// <summary><c>torch.cumsum</c>: each element plus those before it in its row.</summary>
    /// <typeparam name="T">The elements, which are cast to the result's first.</typeparam>
    /// <typeparam name="TResult">The elements of the result.</typeparam>
    /// <typeparam name="TCompute">What each result is rounded to before it is cast.</typeparam>
    /// <typeparam name="TSum">What is summed up in.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, size].</param>
    /// <param name="xOuter">[outerRank]: strides of x over the outer dims.</param>
    /// <param name="xStride">Stride of x over a row.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="result">[outer, size]; x itself, or apart from it.</param>
    /// <param name="resultOuter">[outerRank]: strides of the result over the outer dims.</param>
    /// <param name="resultStride">Stride of the result over a row.</param>
    /// <param name="outer">[outerRank]: sizes of the outer dims.</param>
    /// <param name="outerRank">How many.</param>
    public static void Sum<T, TResult, TCompute, TSum>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TResult* result, nint* resultOuter, nint resultStride, nint* outer, nint outerRank)
        where T : unmanaged where TResult : unmanaged where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum> =>
        Run<T, TResult, TCompute, TSum, Plus>(workers, x, xOuter, xStride, size, result, resultOuter, resultStride, outer, outerRank, onlyLast: false);

    /// <summary><c>torch.cumprod</c>; as <see cref="Sum"/>.</summary>
    public static void Product<T, TResult, TCompute, TSum>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TResult* result, nint* resultOuter, nint resultStride, nint* outer, nint outerRank)
        where T : unmanaged where TResult : unmanaged where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum> =>
        Run<T, TResult, TCompute, TSum, Times>(workers, x, xOuter, xStride, size, result, resultOuter, resultStride, outer, outerRank, onlyLast: false);

    /// <summary><c>torch.prod</c>: the last of the running products, 1 of nothing; as <see cref="Sum"/>, with one result per row, contiguous.</summary>
    public static void WholeProduct<T, TResult, TCompute, TSum>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TResult* result, nint* outer, nint outerRank)
        where T : unmanaged where TResult : unmanaged where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum> =>
        Run<T, TResult, TCompute, TSum, Times>(workers, x, xOuter, xStride, size, result, null, 0, outer, outerRank, onlyLast: true);

    private static void Run<T, TResult, TCompute, TSum, TOperation>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint size, TResult* result, nint* resultOuter, nint resultStride, nint* outer, nint outerRank,
        bool onlyLast)
        where T : unmanaged where TResult : unmanaged where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum>
        where TOperation : unmanaged, IOperation
    {
        var nest = new Nest(outer, outerRank);
        var rows = nest.Count;
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * (size + 1)), new Job<T, TResult, TCompute, TSum, TOperation>
        {
            Nest = nest,
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Size = size,
            Result = result,
            ResultOuter = resultOuter,
            ResultStride = resultStride,
            OnlyLast = onlyLast,
        });
    }

    private struct Job<T, TResult, TCompute, TSum, TOperation> : IJob
        where T : unmanaged where TResult : unmanaged where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum>
        where TOperation : unmanaged, IOperation
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Size;
        public TResult* Result;
        public nint* ResultOuter;
        public nint ResultStride;
        public bool OnlyLast;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = X + Nest.Offset(row, XOuter);
                var to = OnlyLast ? Result + row : Result + Nest.Offset(row, ResultOuter);
                var value = TOperation.Start<TSum>();
                for (nint i = 0; i < Size; i++)
                {
                    var element = Element.Convert<TResult, TCompute>(Element.Convert<T, TResult>(from[i * XStride]));
                    value = TOperation.Combine(value, Element.Convert<TCompute, TSum>(element));
                    if (!OnlyLast)
                    {
                        to[i * ResultStride] = Rounded(value);
                    }
                }
                if (OnlyLast)
                {
                    *to = Rounded(value);
                }
            }
        }

        private static TResult Rounded(TSum value) => Element.Convert<TCompute, TResult>(Element.Convert<TSum, TCompute>(value));
    }

    private readonly struct Plus : IOperation
    {
        public static T Start<T>() where T : INumberBase<T> => T.Zero;

        public static T Combine<T>(T x, T y) where T : INumberBase<T> => unchecked(x + y);
    }

    private readonly struct Times : IOperation
    {
        public static T Start<T>() where T : INumberBase<T> => T.One;

        public static T Combine<T>(T x, T y) where T : INumberBase<T> => unchecked(x * y);
    }
}
