using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Rows of floats whose elements are neighbours: one row as it lies, where it is so already, or a copy. Products of few rows read their
/// left operand again and again; copying it once costs nothing beside that.
/// </summary>
/// <param name="Rows">The first row.</param>
/// <param name="Stride">Distance of two rows.</param>
internal readonly unsafe record struct FloatMatrix(nint Rows, nint Stride)
{
    public float* Pointer => (float*)Rows;

    /// <summary>Bytes that <see cref="Of"/> may need.</summary>
    public static nint ScratchBytes(nint rows, nint columns) => checked(rows * PaddedStride(columns) * sizeof(float));

    /// <param name="tier">Which instructions convert.</param>
    /// <param name="x">[rows, columns], f32 or bf16.</param>
    /// <param name="rowStride">Distance of two rows.</param>
    /// <param name="columnStride">Distance of two columns.</param>
    /// <param name="rows">How many.</param>
    /// <param name="columns">How many.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/>.</param>
    public static FloatMatrix Of<T>(InstructionTier tier, T* x, nint rowStride, nint columnStride, nint rows, nint columns, void* scratch)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) && rows == 1 && (columnStride == 1 || columns == 1))
        {
            return new FloatMatrix((nint)x, rowStride);
        }
        var stride = PaddedStride(columns);
        Jobs.Run(tier, SingleThread.Team, 1, new WidenJob<T>(x, rowStride, columnStride, rows, columns, (float*)scratch, stride));
        return new FloatMatrix((nint)scratch, stride);
    }

    /// <summary>Converts rows.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="rowStride">Distance of two rows of x.</param>
    /// <param name="columnStride">Distance of two columns of x.</param>
    /// <param name="rows">How many.</param>
    /// <param name="columns">How many.</param>
    /// <param name="result">[rows, columns].</param>
    /// <param name="resultStride">Distance of two rows of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<TLanes, TVector, T>(T* x, nint rowStride, nint columnStride, nint rows, nint columns, float* result,
        nint resultStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        for (nint row = 0; row < rows; row++)
        {
            T* from = x + (row * rowStride);
            var to = result + (row * resultStride);
            nint i = 0;
            for (; columnStride == 1 && i + TLanes.Width <= columns; i += TLanes.Width)
            {
                TLanes.Store(to + i, Elements.Load<TLanes, TVector, T>(from + i));
            }
            if (columnStride == 1 && i < columns)
            {
                TLanes.Store(to + i, Elements.Load<TLanes, TVector, T>(from + i, columns - i), columns - i);
                continue;
            }
            for (; i < columns; i++)
            {
                to[i] = Elements.Read(from + (i * columnStride));
            }
        }
    }

    // An odd number of cache lines: at a power of two all rows would fall into the same few places of the first cache.
    private static nint PaddedStride(nint columns) => checked((((columns + 15) / 16) | 1) * 16);

    private readonly struct WidenJob<T>(T* x, nint rowStride, nint columnStride, nint rows, nint columns, float* result, nint resultStride)
        : IJob
        where T : unmanaged
    {
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
            Widen<TLanes, TVector, T>(x, rowStride, columnStride, rows, columns, result, resultStride);
    }
}
