namespace Piecewise.Import;

/// <summary>
/// What the operators need where sizes may be 0 or 1 leaves none of the sizes that the program was exported for: where it is open whether
/// a dim of an operand is 1, a rule asks for equal dims. The program is imported again for the recorded sizes alone.
/// </summary>
internal sealed class SmallSizesException : Exception
{
    public SmallSizesException(string message)
        : base(message)
    {
    }
}
