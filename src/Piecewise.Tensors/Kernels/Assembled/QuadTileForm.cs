using System.Collections.Immutable;

namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>
/// Which of the assembled tiles of convolutions of u8 with i8: how many outputs, and how many vectors of 16 positions. AVX-512 VNNI.
/// </summary>
/// <param name="Rows">1 to <see cref="MostRows"/>.</param>
/// <param name="Vectors">1 to <see cref="MostVectors"/>.</param>
internal readonly record struct QuadTileForm(int Rows, int Vectors)
{
    public const int MostRows = 6;

    public const int MostVectors = 4;

    /// <summary>Positions of a vector.</summary>
    public const int Positions = 16;

    /// <summary>In the order of their <see cref="Index"/>.</summary>
    public static ImmutableArray<QuadTileForm> All { get; } =
    [
        .. from rows in Enumerable.Range(1, MostRows)
           from vectors in Enumerable.Range(1, MostVectors)
           select new QuadTileForm(rows, vectors),
    ];

    public int Index => ((Rows - 1) * MostVectors) + Vectors - 1;
}
