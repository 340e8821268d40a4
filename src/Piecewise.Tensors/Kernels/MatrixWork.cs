using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>Matrices of a batch as row-major ones of double or <see cref="Complex"/>, in which algorithms compute, and back.</summary>
internal static unsafe class MatrixWork
{
    /// <summary>Bytes of several matrices of [rows, columns], computed with checks.</summary>
    /// <exception cref="InsufficientMemoryException">One is larger than algorithms take.</exception>
    public static nint Bytes<TCompute>(nint count, nint rows, nint columns) where TCompute : unmanaged =>
        (Int128)rows * columns is var elements && elements <= int.MaxValue && rows <= int.MaxValue && columns <= int.MaxValue
            ? checked(count * (nint)elements * sizeof(TCompute))
            : throw new InsufficientMemoryException($"A matrix of {rows} rows and {columns} columns is larger than its algorithm takes.");

    /// <param name="from">[rows, columns].</param>
    /// <param name="rowStride">Distance of its rows.</param>
    /// <param name="columnStride">Distance of its columns.</param>
    /// <param name="rows">How many.</param>
    /// <param name="columns">How many.</param>
    /// <param name="to">[rows, columns], contiguous; of the adjoint [columns, rows].</param>
    /// <param name="isAdjoint">Whether it is transposed and conjugated.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<T, TCompute>(T* from, nint rowStride, nint columnStride, nint rows, nint columns, TCompute* to, bool isAdjoint)
        where T : unmanaged where TCompute : unmanaged, INumberBase<TCompute>
    {
        for (nint i = 0; i < rows; i++)
        {
            for (nint j = 0; j < columns; j++)
            {
                var element = Element.Convert<T, TCompute>(from[(i * rowStride) + (j * columnStride)]);
                if (isAdjoint)
                {
                    to[(j * rows) + i] = MatrixElement.Conjugate(element);
                }
                else
                {
                    to[(i * columns) + j] = element;
                }
            }
        }
    }

    /// <param name="from">[rows, columns], contiguous; of the adjoint [columns, rows].</param>
    /// <param name="isAdjoint">Whether it is transposed and conjugated.</param>
    /// <param name="rows">Of the result.</param>
    /// <param name="columns">Of the result.</param>
    /// <param name="to">[rows, columns].</param>
    /// <param name="rowStride">Distance of the result's rows.</param>
    /// <param name="columnStride">Distance of the result's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<T, TCompute>(
        TCompute* from, bool isAdjoint, nint rows, nint columns, T* to, nint rowStride, nint columnStride)
        where T : unmanaged where TCompute : unmanaged, INumberBase<TCompute>
    {
        for (nint i = 0; i < rows; i++)
        {
            for (nint j = 0; j < columns; j++)
            {
                to[(i * rowStride) + (j * columnStride)] = Element.Convert<TCompute, T>(
                    isAdjoint ? MatrixElement.Conjugate(from[(j * rows) + i]) : from[(i * columns) + j]);
            }
        }
    }

    /// <exception cref="KernelException">The algorithm failed for a matrix.</exception>
    public static void RequireSuccess(string api, int* infos, nint count, bool isMatrix)
    {
        if (MatrixFailure.Text(api, new ReadOnlySpan<int>(infos, checked((int)count)), isMatrix) is { } failure)
        {
            throw new KernelException(failure);
        }
    }
}
