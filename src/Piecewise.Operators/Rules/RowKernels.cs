using System.Numerics;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>Picks a row kernel's instantiation for the compute dtype of the rows: f32, f64, i64 or c128.</summary>
internal static class RowKernels
{
    public static Tensor Any<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowReduction<float, float>, IRowReduction<double, double>, IRowReduction<long, long>,
            IRowReduction<Complex, Complex> =>
        rows.DType == DType.C128 ? Rows.Reduce<TKernel, Complex, Complex>(rows, kernel) : Real(rows, kernel);

    public static Tensor Real<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowReduction<float, float>, IRowReduction<double, double>, IRowReduction<long, long> => rows.DType switch
        {
            DType.F32 => Rows.Reduce<TKernel, float, float>(rows, kernel),
            DType.F64 => Rows.Reduce<TKernel, double, double>(rows, kernel),
            _ => Rows.Reduce<TKernel, long, long>(rows, kernel),
        };

    public static Tensor Float<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowReduction<float, float>, IRowReduction<double, double> => rows.DType == DType.F32
            ? Rows.Reduce<TKernel, float, float>(rows, kernel)
            : Rows.Reduce<TKernel, double, double>(rows, kernel);

    /// <summary>Kernels that say where in the row something is.</summary>
    public static Tensor Index<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowReduction<float, long>, IRowReduction<double, long>, IRowReduction<long, long> => rows.DType switch
        {
            DType.F32 => Rows.Reduce<TKernel, float, long>(rows, kernel),
            DType.F64 => Rows.Reduce<TKernel, double, long>(rows, kernel),
            _ => Rows.Reduce<TKernel, long, long>(rows, kernel),
        };

    public static Tensor MapAny<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowMap<float, float>, IRowMap<double, double>, IRowMap<long, long>, IRowMap<Complex, Complex> =>
            rows.DType switch
            {
                DType.I64 => Rows.Map<TKernel, long, long>(rows, kernel),
                DType.C128 => Rows.Map<TKernel, Complex, Complex>(rows, kernel),
                _ => MapFloat(rows, kernel),
            };

    public static Tensor MapFloat<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowMap<float, float>, IRowMap<double, double> => rows.DType == DType.F32
            ? Rows.Map<TKernel, float, float>(rows, kernel)
            : Rows.Map<TKernel, double, double>(rows, kernel);

    public static Tensor MapIndex<TKernel>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowMap<float, long>, IRowMap<double, long>, IRowMap<long, long> => rows.DType switch
        {
            DType.F32 => Rows.Map<TKernel, float, long>(rows, kernel),
            DType.F64 => Rows.Map<TKernel, double, long>(rows, kernel),
            _ => Rows.Map<TKernel, long, long>(rows, kernel),
        };

    /// <summary>For each row, the element at the row's index.</summary>
    /// <param name="rows">[rows, columns] of a compute dtype.</param>
    /// <param name="indices">[rows] or [rows, any], i64.</param>
    public static Tensor Pick(Tensor rows, Tensor indices) => rows.DType switch
    {
        DType.F32 => Pick<float>(rows, indices),
        DType.F64 => Pick<double>(rows, indices),
        _ => Pick<long>(rows, indices),
    };

    private static Tensor Pick<T>(Tensor rows, Tensor indices) where T : unmanaged
    {
        var result = Tensor.Zeros(rows.DType, indices.Shape);
        var from = rows.ReadSpan<T>();
        var at = indices.AsSpan<long>();
        var to = result.AsSpan<T>();
        var columns = (int)rows.Shape[1];
        var perRow = to.Length == 0 ? 0 : to.Length / (int)rows.Shape[0];
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i / perRow * columns + (int)at[i]];
        }
        GC.KeepAlive(rows);
        GC.KeepAlive(indices);
        return result;
    }
}
