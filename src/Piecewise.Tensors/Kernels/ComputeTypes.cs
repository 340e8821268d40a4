using System.Numerics;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// In which type elements are computed, as <see cref="Reference.Pointwise.ComputeDType"/> says: float, double or <see cref="Complex"/>; all
/// others in long. Known when a kernel is compiled for its elements, so that one branch of a choice by it stays.
/// </summary>
internal static class ComputeTypes
{
    /// <summary>Whether elements are computed in float: those of floats but double.</summary>
    public static bool IsSingle<T>() => Element.IsFloat<T>() && typeof(T) != typeof(double);

    public static bool IsComplex<T>() => typeof(T) == typeof(Complex64) || typeof(T) == typeof(Complex);
}
