namespace Piecewise.Tracing;

/// <summary>
/// What a traced tensor is indexed with along one dim: a position (the dim goes away), a range, or <c>..</c> (the whole dim). Positions
/// from the end are written <c>^1</c>.
/// </summary>
internal readonly struct TensorIndex
{
    private TensorIndex(bool isRange, SymbolicInt? start, SymbolicInt? end)
    {
        IsRange = isRange;
        Start = start;
        End = end;
    }

    internal bool IsRange { get; }

    internal SymbolicInt? Start { get; }

    internal SymbolicInt? End { get; }

    public static implicit operator TensorIndex(int position) => new(false, position, null);

    public static implicit operator TensorIndex(SymbolicInt position) => new(false, position, null);

    public static implicit operator TensorIndex(Index position) => new(false, Position(position), null);

    public static implicit operator TensorIndex(Range range) => new(
        true, range.Start.Equals(Index.Start) ? null : Position(range.Start), range.End.Equals(Index.End) ? null : Position(range.End));

    // From the end, positions are negative in PyTorch; only the end itself is none, and it occurs at the end of a range alone.
    private static SymbolicInt Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;
}
