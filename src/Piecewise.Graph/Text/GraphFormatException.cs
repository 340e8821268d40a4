namespace Piecewise.Graphs;

/// <summary>A text is no graph (G2). The message holds the place, what was expected there and what was found.</summary>
internal sealed class GraphFormatException : FormatException
{
    public GraphFormatException(int line, int column, string expected, string found)
        : base($"Line {line}, column {column}: expected {expected}, found {found}.")
    {
        Line = line;
        Column = column;
        Expected = expected;
    }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>From 1, in UTF-16 units.</summary>
    public int Column { get; }

    /// <summary>What would have been right at that place.</summary>
    public string Expected { get; } = "";
}
