using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The largest or smallest element of each row and where it is (<c>torch.max</c>, <c>torch.argmin</c> and the like): of equal elements the
/// first, and the first NaN before all numbers. A row without elements is refused (<see cref="KernelException"/>).
/// </summary>
/// <typeparam name="T">Of the elements, which are no complex numbers.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ExtremumCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[outer, <see cref="Size"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XStride;

    /// <summary>Elements in a row.</summary>
    public required nint Size;

    /// <summary>Whether the largest is looked for; else the smallest.</summary>
    public required bool Largest;

    /// <summary>[outer], contiguous; null where nobody asks.</summary>
    public required T* Values;

    /// <summary>[outer], contiguous; null where nobody asks.</summary>
    public required long* Positions;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Size == 0)
        {
            throw new KernelException("there is nothing to reduce in rows without elements.");
        }
        var rows = new Nest(Outer, OuterRank).Count;
        var parts = workers.Parts(rows, 16L * rows * Size);
        if (ComputeTypes.IsSingle<T>())
        {
            Jobs.Run(workers.Team, parts, new Job<float> { Call = this });
        }
        else if (typeof(T) == typeof(double))
        {
            Jobs.Run(workers.Team, parts, new Job<double> { Call = this });
        }
        else
        {
            Jobs.Run(workers.Team, parts, new Job<long> { Call = this });
        }
    }

    private struct Job<TKey> : IPartJob where TKey : unmanaged, INumber<TKey>
    {
        public ExtremumCall<T> Call;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var share = Share.Of(nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = Call.X + nest.Offset(row, Call.XOuter);
                var position = Search(from);
                if (Call.Values != null)
                {
                    Call.Values[row] = from[position * Call.XStride];
                }
                if (Call.Positions != null)
                {
                    Call.Positions[row] = position;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly nint Search(T* row)
        {
            nint position = 0;
            var best = Element.Convert<T, TKey>(*row);
            for (nint i = 0; i < Call.Size; i++)
            {
                var key = Element.Convert<T, TKey>(row[i * Call.XStride]);
                if (TKey.IsNaN(key))
                {
                    return i;
                }
                if (Call.Largest ? key > best : key < best)
                {
                    (position, best) = (i, key);
                }
            }
            return position;
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfOrdered<ExtremumCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<ExtremumCall<TAny>>();
}
