using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>The items of one part: <c>[Start, End)</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Share(nint Start, nint End)
{
    /// <summary>Divides items into parts of neighbours whose sizes differ by one at most.</summary>
    /// <param name="count">How many items there are.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts there are.</param>
    public static Share Of(nint count, int part, int parts)
    {
        var (size, rest) = (count / parts, count % parts);
        var start = (part * size) + Math.Min(part, rest);
        return new Share(start, start + size + (part < rest ? 1 : 0));
    }
}
