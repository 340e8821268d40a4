using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Sums as the result of an <see cref="IntegerLinearCall"/>.</summary>
internal unsafe struct IntegerLinearSums : IIntegerSums
{
    // Columns that a product finishes at once, and what vectors write beyond them.
    private const int MostColumns = 128 + IntegerSums.Slack;

    public IntegerLinearCall Call;
    public QuantizedLayout Layout;

    /// <summary>What was added to each element of x.</summary>
    public int Offset;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish<TLanes, TVector>(int* sums, nint sumsRow, nint row, nint rows, nint column, nint columns)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var levels = stackalloc byte[MostColumns];
        var range = Call.Kind == IntegerResult.Levels ? Call.Range.Factors : default;
        // Sums of the weight's rows, 128 times.
        var corrections = (int*)(Call.Weight + Layout.Corrections) + column;
        var scales = (float*)(Call.Weight + Layout.Scales) + column;
        for (nint i = 0; i < rows; i++, sums += sumsRow)
        {
            var own = row + i;
            var zero = Offset + (Call.XZeros == null ? (int)Call.XZero : Call.XZeros[own * Call.XZeroRow]);
            var to = (own * Call.ResultRow) + column;
            Correct(sums, columns, corrections, zero);
            if (Call.Kind == IntegerResult.Sums)
            {
                Unsafe.CopyBlockUnaligned((int*)Call.Result + to, sums, (uint)(columns * sizeof(int)));
                continue;
            }
            IntegerSums.ToFloats(sums, columns, null, 0);
            var scale = Call.XScales == null ? (float)Call.XScale : Call.XScales[own * Call.XScaleRow];
            Scale<TLanes, TVector>((float*)sums, columns, scale, scales, Call.Bias == null ? null : Call.Bias + column);
            if (Call.Kind == IntegerResult.Floats)
            {
                Unsafe.CopyBlockUnaligned((float*)Call.Result + to, sums, (uint)(columns * sizeof(float)));
                continue;
            }
            IntegerSums.ToLevels((float*)sums, columns, range, levels);
            Unsafe.CopyBlockUnaligned((byte*)Call.Result + to, levels, (uint)columns);
        }
    }

    // Products wrap around as the sums do, so that 128 times a sum, times a zero, need not fit; but it has to be divided by 128 before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Correct(int* sums, nint count, int* corrections, int zero)
    {
        if (zero % QuantizedLayout.Offset == 0)
        {
            IntegerSums.Subtract(sums, count, corrections, zero / QuantizedLayout.Offset);
            return;
        }
        for (nint i = 0; i < count; i++)
        {
            sums[i] = unchecked(sums[i] - ((corrections[i] / QuantizedLayout.Offset) * zero));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<TLanes, TVector>(float* sums, nint count, float scale, float* scales, float* bias)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var factor = TLanes.Broadcast(scale);
        for (nint i = 0; i < count; i += TLanes.Width)
        {
            var value = TLanes.Multiply(TLanes.Load(sums + i), TLanes.Multiply(factor, TLanes.Load(scales + i, count - i)));
            // Sums of other columns may follow.
            TLanes.Store(sums + i, bias == null ? value : TLanes.Add(value, TLanes.Load(bias + i, count - i)), count - i);
        }
    }
}
