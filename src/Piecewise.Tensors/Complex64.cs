using System.Numerics;

namespace Piecewise.Tensors;

/// <summary>A complex number of two binary32 (PyTorch <c>complex64</c>). Arithmetic goes through <see cref="Complex"/>.</summary>
public readonly record struct Complex64(float Real, float Imaginary)
{
    public static implicit operator Complex(Complex64 value) => new(value.Real, value.Imaginary);

    public static explicit operator Complex64(Complex value) => new((float)value.Real, (float)value.Imaginary);
}
