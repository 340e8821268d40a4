using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// A size of a traced input: a number, or a symbol that stands for any number in a range. One object is one symbol: inputs that share it
/// have equal sizes there.
/// </summary>
internal sealed class Dim
{
    private Dim(SymInt size, Interval range)
    {
        Size = size;
        Range = range;
    }

    /// <summary>The number or the symbol.</summary>
    public SymInt Size { get; }

    /// <summary>The values that a dynamic dim may take.</summary>
    public Interval Range { get; }

    public bool IsDynamic => Size.IsSymbol;

    public static implicit operator Dim(int size) => (long)size;

    public static implicit operator Dim(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new Dim(size, Interval.Single(size));
    }

    /// <summary>A dim that differs from call to call.</summary>
    /// <param name="name">The symbol: a letter or underscore, then letters, digits, underscores. Unique in a trace.</param>
    /// <param name="min">The smallest size.</param>
    /// <param name="max">The largest size; null if there is none.</param>
    /// <exception cref="ArgumentException">The name can't be a symbol, or no size is left.</exception>
    public static Dim Dynamic(string name, long min = 1, long? max = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(min);
        return max < min
            ? throw new ArgumentException($"The dim {name} has no size: {min} is more than {max}.")
            : new Dim(SymInt.Symbol(name), new Interval(min, max));
    }

    public override string ToString() => IsDynamic ? $"{Size} in {Range}" : Size.ToString();
}
