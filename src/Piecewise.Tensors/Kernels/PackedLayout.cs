namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A weight [rows, columns] in the order in which a product reads it: panels of <see cref="PanelWidth"/> rows, in which the rows' elements
/// of one column lie side by side. The last panel is filled up with zeros. In bf16 the two halves of such a group are interleaved, so that
/// one load and two cheap instructions give two vectors.
/// </summary>
/// <param name="Rows">Output features.</param>
/// <param name="Columns">Input features, over which a product sums.</param>
/// <param name="PanelWidth">Rows in a panel: two vectors of the tier that it is packed for.</param>
internal readonly record struct PackedLayout(int Rows, int Columns, int PanelWidth)
{
    /// <summary>The layout that a tier's kernels read.</summary>
    public static PackedLayout For(InstructionTier tier, int rows, int columns) => new(rows, columns, PanelWidthOf(tier));

    /// <summary>How many panels there are.</summary>
    public int Panels => (Rows + PanelWidth - 1) / PanelWidth;

    internal static int PanelWidthOf(InstructionTier tier) =>
        tier.Includes(InstructionTier.Avx512) ? 32 : tier == InstructionTier.Avx2 ? 16 : 8;
}
