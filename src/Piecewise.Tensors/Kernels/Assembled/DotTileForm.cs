using System.Collections.Immutable;

namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>Which of the assembled tiles: its operands and its size.</summary>
/// <param name="Format">Of both operands.</param>
/// <param name="Rows">Rows of x, 1 to <see cref="MostRows"/>.</param>
/// <param name="Columns">Rows of the weight that are multiplied at once: <see cref="ColumnsOf"/>, or 1 for what is left.</param>
internal readonly record struct DotTileForm(ProductFormat Format, int Rows, int Columns)
{
    /// <summary>Of the tile that has least to load for what it multiplies.</summary>
    public const int BestRows = 6;

    public const int MostRows = 12;

    // What the registers hold.
    private const int Sums = 24;

    /// <summary>In the order of their <see cref="Index"/>.</summary>
    public static ImmutableArray<DotTileForm> All { get; } =
    [
        .. from format in Enum.GetValues<ProductFormat>()
           from single in new[] { false, true }
           from rows in Enumerable.Range(1, MostRows)
           select new DotTileForm(format, rows, single ? 1 : ColumnsOf(rows)),
    ];

    public int Index => (((((int)Format) * 2) + (Columns == 1 ? 1 : 0)) * MostRows) + Rows - 1;

    /// <summary>Of an element of either operand.</summary>
    public int ElementBytes => Format switch { ProductFormat.F32 => 4, ProductFormat.BF16 => 2, _ => 1 };

    /// <summary>Whether sums are i32; else they are f32.</summary>
    public bool HasIntegerSums => Format == ProductFormat.Int8;

    /// <summary>Rows of the weight that a tile of so many rows of x multiplies at once: 4, 3 or 2.</summary>
    public static int ColumnsOf(int rows) => Math.Min(4, Sums / rows);
}
