using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>No entry of the program holds the size of a call (R7). Nothing has run and nothing has changed.</summary>
public sealed class SizeOutOfRangeException : PiecewiseException
{
    public SizeOutOfRangeException()
    {
    }

    public SizeOutOfRangeException(string message)
        : base(message)
    {
    }

    public SizeOutOfRangeException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SizeOutOfRangeException(long size, ImmutableArray<SizeRange> entries)
        : base($"The program has no entry for size {size}; it has {string.Join(' ', entries)}. [R7]")
    {
        Size = size;
    }

    public long Size { get; }
}
