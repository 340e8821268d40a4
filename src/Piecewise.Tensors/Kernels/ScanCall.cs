using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Running sums and products along rows (<c>torch.cumsum</c>, <c>torch.cumprod</c>), or only the last of each row (<c>torch.prod</c>; 1 of
/// nothing).
/// </summary>
/// <typeparam name="T">Of the elements, which are cast to the result's first.</typeparam>
/// <typeparam name="TResult">Of the result. Floats are added up in double; each result is rounded.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ScanCall<T, TResult> : IKernel, IOverTypes where T : unmanaged where TResult : unmanaged
{
    /// <summary>[outer, <see cref="Size"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XStride;

    /// <summary>Elements in a row.</summary>
    public required nint Size;

    /// <summary>Whether elements are multiplied; else added.</summary>
    public required bool IsProduct;

    /// <summary>Whether there is one result for a row.</summary>
    public required bool OnlyLast;

    /// <summary>[outer, <see cref="Size"/>], may be x; with only the last of each row [outer], contiguous.</summary>
    public required TResult* Result;

    /// <summary>[<see cref="OuterRank"/>]; not needed with only the last.</summary>
    public nint* ResultOuter;
    public nint ResultStride;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    private interface IOperation
    {
        static abstract T1 Start<T1>() where T1 : INumberBase<T1>;

        static abstract T1 Combine<T1>(T1 x, T1 y) where T1 : INumberBase<T1>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        // However many rows there are, nothing is in them.
        if (Size == 0 && !OnlyLast)
        {
            return;
        }
        if (ComputeTypes.IsSingle<TResult>())
        {
            Run<float, double>(workers);
        }
        else if (typeof(TResult) == typeof(double))
        {
            Run<double, double>(workers);
        }
        else if (ComputeTypes.IsComplex<TResult>())
        {
            Run<Complex, Complex>(workers);
        }
        else
        {
            Run<long, long>(workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TCompute, TSum>(Workers workers) where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum>
    {
        var rows = new Nest(Outer, OuterRank).Count;
        var parts = workers.Parts(rows, 16L * rows * (Size + 1));
        if (IsProduct)
        {
            Jobs.Run(workers.Team, parts, new Job<TCompute, TSum, Times> { Call = this });
        }
        else
        {
            Jobs.Run(workers.Team, parts, new Job<TCompute, TSum, Plus> { Call = this });
        }
    }

    // A result is rounded to the type it is computed in before it is cast.
    private struct Job<TCompute, TSum, TOperation> : IPartJob
        where TCompute : unmanaged where TSum : unmanaged, INumberBase<TSum> where TOperation : unmanaged, IOperation
    {
        public ScanCall<T, TResult> Call;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var share = Share.Of(nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = Call.X + nest.Offset(row, Call.XOuter);
                var to = Call.OnlyLast ? Call.Result + row : Call.Result + nest.Offset(row, Call.ResultOuter);
                var value = TOperation.Start<TSum>();
                for (nint i = 0; i < Call.Size; i++)
                {
                    var element = Element.Convert<TResult, TCompute>(Element.Convert<T, TResult>(from[i * Call.XStride]));
                    value = TOperation.Combine(value, Element.Convert<TCompute, TSum>(element));
                    if (!Call.OnlyLast)
                    {
                        to[i * Call.ResultStride] = Rounded(value);
                    }
                }
                if (Call.OnlyLast)
                {
                    *to = Rounded(value);
                }
            }
        }

        private static TResult Rounded(TSum value) => Element.Convert<TCompute, TResult>(Element.Convert<TSum, TCompute>(value));
    }

    private readonly struct Plus : IOperation
    {
        public static T1 Start<T1>() where T1 : INumberBase<T1> => T1.Zero;

        public static T1 Combine<T1>(T1 x, T1 y) where T1 : INumberBase<T1> => unchecked(x + y);
    }

    private readonly struct Times : IOperation
    {
        public static T1 Start<T1>() where T1 : INumberBase<T1> => T1.One;

        public static T1 Combine<T1>(T1 x, T1 y) where T1 : INumberBase<T1> => unchecked(x * y);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfAnyTwo<ScanCall<T, TResult>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyResult>() => KernelEntry.Of<ScanCall<TAny, TAnyResult>>();
}
