namespace Piecewise.Tensors.Fast;

/// <summary>Products with a weight as PyTorch stores it, for generated code. Operands are f32 or bf16, sums f32; the result is rounded once.</summary>
public static unsafe class LinearKernels
{
    /// <summary><c>x · weightᵀ + bias</c>.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="xStride">Distance of two rows of x, in elements.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k].</param>
    /// <param name="weightStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both.</param>
    /// <param name="bias">[n], or null.</param>
    /// <param name="result">[m, n]; not x.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    public static void Run<TIn, TWeight, TOut>(
        Workers workers, TIn* x, nint xStride, nint m, TWeight* weight, nint weightStride, nint n, nint k, TOut* bias, TOut* result, nint resultStride)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        var strides = new MatrixStrides(weightStride, 1);
        var scratch = Scratch.Of(MatrixProduct.ScratchBytes(workers, m, n, k, strides));
        if (bias is null)
        {
            MatrixProduct.Run(workers, x, new(xStride, 1), m, weight, strides, n, k, default(Plain), result, resultStride, scratch);
        }
        else
        {
            MatrixProduct.Run(workers, x, new(xStride, 1), m, weight, strides, n, k, new AddBias<TOut>(bias), result, resultStride, scratch);
        }
    }
}
