namespace Piecewise.Tensors.Kernels;

/// <summary>Complex numbers, real and imaginary parts apart.</summary>
/// <param name="real">Real parts.</param>
/// <param name="imaginary">Imaginary parts.</param>
internal readonly unsafe struct ComplexPlanes(double* real, double* imaginary)
{
    /// <summary>The real parts.</summary>
    public readonly double* Real = real;

    /// <summary>The imaginary parts.</summary>
    public readonly double* Imaginary = imaginary;
}
