using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>What a product of 8-bit integers gives.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum IntegerResult : byte
{
    /// <summary>f32: sums times scales, and a bias.</summary>
    Floats,

    /// <summary>u8 or i8: those as levels of a <see cref="LevelRange"/>.</summary>
    Levels,

    /// <summary>i32: the sums.</summary>
    Sums,
}
