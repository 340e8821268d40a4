namespace Piecewise.Compiler.Lower;

/// <summary>An op of the op IR can't be replaced by what computes it (L1).</summary>
internal sealed class LoweringException : Exception
{
    public LoweringException(string message)
        : base(message)
    {
    }
}
