using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Rows of a table, by indices, as one row for each bag of them (<c>torch.nn.functional.embedding_bag</c>): their sum in f64, mean or
/// maximum. An index outside of the table, and offsets that fall, are refused (<see cref="KernelException"/>) before anything is written.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
/// <typeparam name="TIndex">int or long: of indices, offsets and what tells of bags.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct BagsCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>[<see cref="Size"/>, <see cref="Width"/>].</summary>
    public required T* Table;
    public required nint TableRow;
    public required nint TableColumn;

    /// <summary>[<see cref="Count"/>].</summary>
    public required TIndex* Indices;
    public required nint IndexStride;

    /// <summary>[<see cref="OffsetCount"/>]: where each bag begins; the end of the last one may follow.</summary>
    public required TIndex* Offsets;
    public required nint OffsetStride;
    public required nint OffsetCount;

    /// <summary>[<see cref="Count"/>]: factors of a sum's rows, or null.</summary>
    public required T* Factors;
    public required nint FactorStride;

    /// <summary>Which row counts nothing; negative for none.</summary>
    public required nint Padding;

    /// <summary>0 sum, 1 mean, 2 maximum.</summary>
    public required nint Mode;
    public required nint Size;
    public required nint Width;
    public required nint Count;
    public required nint Bags;

    /// <summary>[<see cref="Bags"/>, <see cref="Width"/>], contiguous.</summary>
    public required T* Result;

    /// <summary>[<see cref="OwnerCount"/>], contiguous: the bag of each index; of no index, or of all.</summary>
    public required TIndex* Owners;
    public required nint OwnerCount;

    /// <summary>[<see cref="Bags"/>], contiguous: how many count; zeros for sums.</summary>
    public required TIndex* Counts;

    /// <summary>
    /// Contiguous: of a maximum [<see cref="Bags"/>, <see cref="Width"/>], which index gave it; else as <see cref="Counts"/>.
    /// </summary>
    public required TIndex* Chosen;

    // Of the parts, and where bags begin and the last one ends: read once, since another thread may write the offsets.
    private double* sums;
    private nint* starts;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Padding >= Size)
        {
            throw new KernelException($"padding_idx {Padding} is not in the table of {Size} rows.");
        }
        if (Width > int.MaxValue)
        {
            throw new KernelException($"rows of {Width} elements are too long; at most {int.MaxValue} are possible.");
        }
        var parts = workers.Parts(Bags, 4L * Count * Width);
        var sumBytes = checked(parts * Width * sizeof(double));
        var job = this;
        job.sums = (double*)Scratch.Of(workers, checked(sumBytes + ((OffsetCount + 1) * sizeof(nint))));
        job.starts = (nint*)((byte*)job.sums + sumBytes);
        for (nint i = 0; i < OffsetCount; i++)
        {
            var start = Integers.Read(Offsets + (i * OffsetStride));
            if (i == 0 ? start != 0 : start < job.starts[i - 1] || start > Count)
            {
                throw new KernelException($"offsets begin at 0 and never fall, up to {Count} indices; offset {i} is {start}.");
            }
            job.starts[i] = (nint)start;
        }
        job.starts[OffsetCount] = Count;
        Integers.Check(Indices, IndexStride, Count, Size, fromEnd: false);
        for (nint i = 0; i < OwnerCount; i++)
        {
            Integers.Write(Owners + i, 0);
        }
        Jobs.Run(workers.Team, parts, job);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var share = Share.Of(Bags, part, parts);
        var row = sums + (part * Width);
        for (var bag = share.Start; bag < share.End; bag++)
        {
            var (start, end) = (starts[bag], starts[bag + 1]);
            new Span<double>(row, (int)Width).Clear();
            nint count = 0;
            for (var i = start; i < end; i++)
            {
                if (i < OwnerCount)
                {
                    Integers.Write(Owners + i, bag);
                }
                var index = Integers.PositionFromStart(Indices + (i * IndexStride), Size);
                if (index != Padding)
                {
                    Take(row, bag, index, Factors is null ? 1 : Elements.Read(Factors + (i * FactorStride)), isFirst: count == 0);
                    count++;
                }
            }
            Finish(row, bag, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Take(double* row, nint bag, nint index, double factor, bool isFirst)
    {
        var from = Table + (index * TableRow);
        for (nint i = 0; i < Width; i++)
        {
            double value = Elements.Read(from + (i * TableColumn));
            if (Mode != 2)
            {
                row[i] += value * factor;
            }
            else if (isFirst || value > row[i])
            {
                row[i] = value;
                Integers.Write(Chosen + (bag * Width) + i, index);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish(double* row, nint bag, nint count)
    {
        for (nint i = 0; i < Width; i++)
        {
            Elements.Write(Result + (bag * Width) + i, (float)(Mode == 1 && count > 0 ? row[i] / count : row[i]));
            if (Mode == 2 && count == 0)
            {
                Integers.Write(Chosen + (bag * Width) + i, 0);
            }
        }
        Integers.Write(Counts + bag, Mode == 0 ? 0 : count);
        if (Mode != 2)
        {
            Integers.Write(Chosen + bag, Mode == 0 ? 0 : count);
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloatAndIndex<BagsCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<BagsCall<TAny, TAnyIndex>>();
}
