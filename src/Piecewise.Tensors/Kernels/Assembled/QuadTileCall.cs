using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>What an assembled tile of a convolution is told. Distances are in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct QuadTileCall
{
    /// <summary>u8: where the first position meets the first four channels of a tap at no distance; four bytes for each position.</summary>
    public byte* X;

    /// <summary>i8 [taps, quads, rows, 4].</summary>
    public byte* Weight;

    /// <summary>[<see cref="Taps"/>]: distances of taps from <see cref="X"/>.</summary>
    public nint* Offsets;

    /// <summary>At least one.</summary>
    public nint Taps;

    /// <summary>How many times four channels; at least one.</summary>
    public nint Quads;

    /// <summary>Distance of the next four channels.</summary>
    public nint QuadStride;

    /// <summary>i32 [rows, vectors, 16].</summary>
    public int* Sums;

    public static int OffsetOf(string field) => (int)Marshal.OffsetOf<QuadTileCall>(field);
}
