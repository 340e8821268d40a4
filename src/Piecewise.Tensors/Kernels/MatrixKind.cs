using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>What a matrix of a system of equations is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum MatrixKind : byte
{
    /// <summary>Any one, of which LU factors are made.</summary>
    Any,

    /// <summary>The same, and its inverse is asked for.</summary>
    Inverted,

    /// <summary>A triangle, of which the rest is not looked at.</summary>
    Triangle,

    /// <summary>A Cholesky factor L of L·Lᴴ, or U of Uᴴ·U.</summary>
    CholeskyFactor,
}
