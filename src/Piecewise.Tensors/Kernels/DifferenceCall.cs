using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// What each element of a dim, made of up to three parts, is more than the one before it: <c>torch.diff</c> with <c>prepend</c> and
/// <c>append</c>. All other dims are the outer ones.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct DifferenceCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[outer, <see cref="BeforeSize"/>]; null for none.</summary>
    public required T* Before;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* BeforeOuter;
    public required nint BeforeStride;
    public required nint BeforeSize;

    /// <summary>[outer, <see cref="XSize"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XStride;
    public required nint XSize;

    /// <summary>[outer, <see cref="AfterSize"/>]; null for none.</summary>
    public required T* After;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* AfterOuter;
    public required nint AfterStride;
    public required nint AfterSize;

    /// <summary>[outer, all three sizes - 1].</summary>
    public required T* Result;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* ResultOuter;
    public required nint ResultStride;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        // However many rows there are, they have no differences.
        if (BeforeSize + XSize + AfterSize <= 1)
        {
            return;
        }
        var rows = new Nest(Outer, OuterRank).Count;
        var parts = workers.Parts(rows, 16L * rows * (BeforeSize + XSize + AfterSize));
        if (ComputeTypes.IsSingle<T>())
        {
            Jobs.Run(workers.Team, parts, new Job<float> { Call = this });
        }
        else if (typeof(T) == typeof(double))
        {
            Jobs.Run(workers.Team, parts, new Job<double> { Call = this });
        }
        else if (ComputeTypes.IsComplex<T>())
        {
            Jobs.Run(workers.Team, parts, new Job<Complex> { Call = this });
        }
        else
        {
            Jobs.Run(workers.Team, parts, new Job<long> { Call = this });
        }
    }

    private struct Job<TCompute> : IPartJob where TCompute : unmanaged, INumberBase<TCompute>
    {
        public DifferenceCall<T> Call;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var share = Share.Of(nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var result = Call.Result + nest.Offset(row, Call.ResultOuter);
                var (last, hasLast) = (TCompute.Zero, false);
                if (Call.Before != null)
                {
                    Add(Call.Before + nest.Offset(row, Call.BeforeOuter), Call.BeforeStride, Call.BeforeSize, ref result, ref last,
                        ref hasLast);
                }
                Add(Call.X + nest.Offset(row, Call.XOuter), Call.XStride, Call.XSize, ref result, ref last, ref hasLast);
                if (Call.After != null)
                {
                    Add(Call.After + nest.Offset(row, Call.AfterOuter), Call.AfterStride, Call.AfterSize, ref result, ref last,
                        ref hasLast);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Add(T* from, nint stride, nint size, ref T* result, ref TCompute last, ref bool hasLast)
        {
            for (nint i = 0; i < size; i++)
            {
                var next = Element.Convert<T, TCompute>(from[i * stride]);
                if (hasLast)
                {
                    *result = Element.Convert<TCompute, T>(unchecked(next - last));
                    result += Call.ResultStride;
                }
                (last, hasLast) = (next, true);
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.Of<DifferenceCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<DifferenceCall<TAny>>();
}
