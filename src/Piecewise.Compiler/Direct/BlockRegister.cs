namespace Piecewise.Compiler.Direct;

/// <summary>Memory of a part for one value.</summary>
/// <param name="size">Of an element, in bytes.</param>
/// <param name="isRow">Whether it is the same all along a row, and lasts as long as the row.</param>
internal sealed class BlockRegister(int size, bool isRow)
{
    public int Size { get; } = size;

    /// <summary>Whether a value of the row is repeated, because blocks are computed with it.</summary>
    public bool IsRepeated { get; set; }

    /// <summary>Whether it has a block; else one element.</summary>
    public bool IsBlock => !IsRow || IsRepeated;

    public bool IsRow { get; } = isRow;

    /// <summary>Where it begins: of a block, in blocks of bytes; else in elements of 16 bytes.</summary>
    public int Place { get; set; } = -1;

    /// <summary>The last instruction of its pass that takes it.</summary>
    public int LastUse { get; set; }
}
