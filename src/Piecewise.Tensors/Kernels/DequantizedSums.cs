using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Sums as the result of a <see cref="QuantizedLinearCall{T}"/>.</summary>
internal unsafe struct DequantizedSums<T> : IIntegerSums where T : unmanaged
{
    public QuantizedLinearCall<T> Call;

    /// <summary>[n]: of the weight's rows.</summary>
    public float* Scales;

    /// <summary>[m]: of the rows of x.</summary>
    public float* XScales;

    /// <summary>[n]: what x's offset added to sums; null where it has none.</summary>
    public int* Corrections;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish<TLanes, TVector>(int* sums, nint sumsRow, nint row, nint rows, nint column, nint columns)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint i = 0; i < rows; i++)
        {
            IntegerSums.ToFloats(sums + (i * sumsRow), columns, Corrections == null ? null : Corrections + column, 1);
        }
        if (Call.Bias is null)
        {
            ProductBlock.Store<TLanes, TVector, T, Dequantize>(
                (float*)sums, sumsRow, row, rows, column, columns, new(XScales, Scales), Call.Result, Call.ResultRow);
        }
        else
        {
            ProductBlock.Store<TLanes, TVector, T, DequantizeWithBias<T>>(
                (float*)sums, sumsRow, row, rows, column, columns, new(new(XScales, Scales), Call.Bias), Call.Result, Call.ResultRow);
        }
    }
}
