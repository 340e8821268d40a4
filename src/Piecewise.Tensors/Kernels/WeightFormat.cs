using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>How the elements of a weight [n, k] are kept. Products with such a weight take x as 8-bit integers with a scale for each
/// row.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum WeightFormat : byte
{
    /// <summary>i8, symmetric, with a scale for each row (output channel).</summary>
    Int8,

    /// <summary>
    /// A code of 4 bits for one of 16 levels, with a multiplier for each group of 32 and a scale for each row. Level times multiplier is an
    /// 8-bit integer again (<see cref="FourBitLevels"/>), so that products are those of <see cref="Int8"/>.
    /// </summary>
    Int4,
}
