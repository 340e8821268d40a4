using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>x · weightᵀ + bias</c> with a weight of 8-bit or 4-bit elements. Each row of x becomes 8-bit integers with a scale of its own; sums
/// of their products are exact, so that a row has the same bits on every machine and however many rows there are. The result is <c>sum ·
/// (scale of x · scale of the weight's row) + bias</c> in f32, rounded once. What follows the product may run over each part of the columns
/// as soon as they are complete.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct QuantizedLinearCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[<see cref="M"/>, <see cref="K"/>], f32 or bf16.</summary>
    public required T* X;

    /// <summary>Distance of two rows of x.</summary>
    public required nint XRow;

    /// <summary>[<see cref="N"/>, <see cref="K"/>] in <see cref="Format"/>.</summary>
    public required byte* Weight;

    /// <summary>[<see cref="N"/>], or null.</summary>
    public required T* Bias;

    /// <summary>[<see cref="M"/>, <see cref="N"/>]; not x.</summary>
    public required T* Result;

    /// <summary>Distance of two rows of the result.</summary>
    public required nint ResultRow;

    /// <summary>Rows of x.</summary>
    public required nint M;

    /// <summary>Rows of the weight.</summary>
    public required nint N;

    /// <summary>Columns of both.</summary>
    public required nint K;

    /// <summary>
    /// What follows, or null: called with its state, the first row and the one that follows the last, and so for columns. It must not write
    /// x or the weight.
    /// </summary>
    public delegate*<void*, nint, nint, nint, nint, void> Next;
    public void* NextState;

    /// <summary>Of the weight.</summary>
    public required WeightFormat Format;

    public readonly void Run(Workers workers)
    {
        if (M <= 0 || N <= 0)
        {
            return;
        }
        var layout = new QuantizedLayout(Format, N, K);
        var (parts, dividesRows) = QuantizedProductJob<DequantizedSums<T>>.Divide(workers, layout, M, Next is null);
        var job = new QuantizedProductJob<DequantizedSums<T>>
        {
            Layout = layout,
            M = M,
            Weight = Weight,
            Next = Next,
            NextState = NextState,
            HasTiles = workers.Tier.Includes(InstructionTier.Avx512Vnni),
            DividesRows = dividesRows,
        };
        var (rows, scales) = checked((M * layout.Columns, ((M * sizeof(float)) + 63) & ~63));
        var scratch = (byte*)Scratch.Of(workers, checked(rows + scales + (parts * job.ExpandedBytes)));
        job.X = scratch;
        job.Expanded = scratch + rows + scales;
        job.Sums = new DequantizedSums<T>
        {
            Call = this,
            Scales = (float*)(Weight + layout.Scales),
            XScales = (float*)(scratch + rows),
            Corrections = job.HasTiles ? (int*)(Weight + layout.Corrections) : null,
        };
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(M, (long)M * K), new QuantizeRowsJob<T>
        {
            X = X,
            XRow = XRow,
            M = M,
            K = K,
            Columns = layout.Columns,
            Offset = job.HasTiles ? (byte)QuantizedLayout.Offset : (byte)0,
            Values = job.X,
            Scales = job.Sums.XScales,
        });
        Jobs.Run(workers.Tier, workers.Team, parts, job);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<QuantizedLinearCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<QuantizedLinearCall<TAny>>();
}
