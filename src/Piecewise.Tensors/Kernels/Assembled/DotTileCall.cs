using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>What an assembled tile is told. Distances are in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DotTileCall
{
    /// <summary>The rows of x.</summary>
    public void* X;

    /// <summary>Distance of two rows of x.</summary>
    public nint XRow;

    /// <summary>The first group of rows of the weight.</summary>
    public void* Weight;

    /// <summary>Distance of two rows within a group.</summary>
    public nint WeightRow;

    /// <summary>Distance of two groups.</summary>
    public nint WeightStep;

    /// <summary>How many whole vectors of 64 bytes are multiplied.</summary>
    public nint Vectors;

    /// <summary>A bit for each element of one more vector, or 0.</summary>
    public ulong LastElements;

    /// <summary>How many groups; at least one.</summary>
    public nint Groups;

    /// <summary>f32, or i32 (<see cref="DotTileForm.HasIntegerSums"/>): one sum for each row of x and of the weight.</summary>
    public void* Sums;

    /// <summary>Distance of the sums of two rows of x.</summary>
    public nint SumsRow;

    /// <summary>Distance of the sums of two rows of a group.</summary>
    public nint SumsColumn;

    /// <summary>Distance of the sums of two groups.</summary>
    public nint SumsStep;

    /// <summary>Memory that is fetched into the second cache, 64 bytes in each step of the loop. The code advances it.</summary>
    public void* Ahead;

    /// <summary>64; or 0, where the same place is asked for again and again.</summary>
    public nint AheadStep;

    /// <summary>Vectors of unfinished sums, 64 bytes for each of a group's sums, one group after the other. The code advances it.</summary>
    public void* Partial;

    /// <summary>Not 0: sums begin at zero; else at <see cref="Partial"/>.</summary>
    public int IsFirst;

    /// <summary>Not 0: sums are finished; else they are left in <see cref="Partial"/>.</summary>
    public int IsLast;

    public static int OffsetOf(string field) => (int)Marshal.OffsetOf<DotTileCall>(field);
}
