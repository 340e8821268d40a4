using System.Numerics;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// In which type elements are computed, as <see cref="Reference.Pointwise.ComputeDType"/> says: float, double or <see cref="Complex"/>; all
/// others in long. Known when a kernel is compiled for its elements, so that one branch of a choice by it stays.
/// </summary>
internal static class ComputeTypes
{
    /// <summary>Whether elements are computed in float: those of floats but double.</summary>
    public static bool IsSingle<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(BFloat16) || typeof(T) == typeof(Half)
        || typeof(T) == typeof(Float8E4M3) || typeof(T) == typeof(Float8E5M2);

    public static bool IsComplex<T>() => typeof(T) == typeof(Complex64) || typeof(T) == typeof(Complex);
}
