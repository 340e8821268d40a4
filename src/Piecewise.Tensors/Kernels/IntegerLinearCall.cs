using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>(x - zero) · weightᵀ</c> of 8-bit integers, as sums, or as <c>sum · (scale of x · scale of the weight's row) + bias</c> in f32, or as
/// the levels of these. Sums are exact, so that a row has the same bits on every machine and however many rows there are.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct IntegerLinearCall : IKernel
{
    /// <summary>[<see cref="M"/>, <see cref="K"/>], u8 or i8.</summary>
    public required void* X;

    /// <summary>Distance of two rows of x.</summary>
    public required nint XRow;

    /// <summary>Whether x is i8; else it is u8.</summary>
    public required bool IsSigned;

    /// <summary>[<see cref="N"/>, <see cref="K"/>] as <see cref="QuantizedLayout"/> has it in 8 bits.</summary>
    public required byte* Weight;

    /// <summary>f32 [<see cref="N"/>], or null.</summary>
    public required float* Bias;

    /// <summary>f32: a scale for each row of x, or one for all; null where <see cref="XScale"/> is it.</summary>
    public required float* XScales;

    /// <summary>Distance of the scales of two rows: 1 or 0.</summary>
    public required nint XScaleRow;
    public required double XScale;

    /// <summary>i32: the level of 0 for each row of x, or one for all; null where <see cref="XZero"/> is it.</summary>
    public required int* XZeros;

    /// <summary>Distance of the levels of two rows: 1 or 0.</summary>
    public required nint XZeroRow;
    public required nint XZero;

    /// <summary>[<see cref="M"/>, <see cref="N"/>], of <see cref="Kind"/>; no operand.</summary>
    public required void* Result;

    /// <summary>Distance of two rows of the result.</summary>
    public required nint ResultRow;
    public required IntegerResult Kind;

    /// <summary>Of a result of levels.</summary>
    public required LevelRange Range;

    /// <summary>Rows of x.</summary>
    public required nint M;

    /// <summary>Rows of the weight.</summary>
    public required nint N;

    /// <summary>Columns of both, at most <see cref="IntegerSums.LongestRow"/>.</summary>
    public required nint K;

    /// <summary>As <see cref="QuantizedLinearCall{T}.Next"/>.</summary>
    public delegate*<void*, nint, nint, nint, nint, void> Next;
    public void* NextState;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (M <= 0 || N <= 0)
        {
            return;
        }
        var layout = new QuantizedLayout(WeightFormat.Int8, N, K);
        var (parts, dividesRows) = QuantizedProductJob<IntegerLinearSums>.Divide(workers, layout, M, Next is null);
        var hasTiles = workers.Tier.Includes(InstructionTier.Avx512Vnni);
        // The tile takes x as u8, its managed twin as i8.
        var offset = hasTiles == IsSigned ? QuantizedLayout.Offset * (hasTiles ? 1 : -1) : 0;
        var isReady = offset == 0 && XRow == layout.Columns && K == layout.Columns;
        var job = new QuantizedProductJob<IntegerLinearSums>
        {
            Layout = layout,
            M = M,
            Weight = Weight,
            Next = Next,
            NextState = NextState,
            HasTiles = hasTiles,
            DividesRows = dividesRows,
            X = isReady ? (byte*)X : (byte*)Scratch.Of(workers, checked(M * layout.Columns)),
            Sums = new IntegerLinearSums { Call = this, Layout = layout, Offset = offset },
        };
        if (!isReady)
        {
            Jobs.Run(workers.Team, workers.Parts(M, (long)M * K), new RowsJob
            {
                Call = this,
                Columns = layout.Columns,
                Flip = offset == 0 ? (byte)0 : (byte)QuantizedLayout.Offset,
                Rows = job.X,
            });
        }
        Jobs.Run(workers.Tier, workers.Team, parts, job);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<IntegerLinearCall>();

    // Rows as the product takes them: whole vectors, of the other sign where it needs that.
    private struct RowsJob : IPartJob
    {
        public IntegerLinearCall Call;
        public nint Columns;
        public byte Flip;
        public byte* Rows;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var share = Share.Of(Call.M, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var target = Rows + (row * Columns);
                IntegerSums.Flip((byte*)Call.X + (row * Call.XRow), Call.K, Flip, target);
                new Span<byte>(target + Call.K, (int)(Columns - Call.K)).Clear();
            }
        }
    }
}
