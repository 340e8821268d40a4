using System.Globalization;

namespace Piecewise.Runtime;

/// <summary>An interval of the dynamic size, both ends included (R1).</summary>
public readonly record struct SizeRange
{
    /// <exception cref="ArgumentException">The interval is empty or begins below 0.</exception>
    public SizeRange(long start, long end)
    {
        if (start < 0 || end < start)
        {
            throw new ArgumentException($"({start}, {end}) is not an interval of sizes.");
        }
        Start = start;
        End = end;
    }

    public long Start { get; }

    /// <summary>The largest size; <see cref="long.MaxValue"/> where there is no bound.</summary>
    public long End { get; }

    public bool IsSingleSize => Start == End;

    public bool Contains(long size) => size >= Start && size <= End;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Start}, {(End == long.MaxValue ? "inf" : End)})");
}
