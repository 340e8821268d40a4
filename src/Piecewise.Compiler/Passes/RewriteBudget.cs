namespace Piecewise.Compiler.Passes;

/// <summary>
/// Numbers the optional rewrites of one compile and stops after a given one (N6). The numbers are the same in every run because pieces and
/// entries are then compiled one after the other.
/// </summary>
internal sealed class RewriteBudget(long? limit = null)
{
    private long taken;

    public long Taken => Interlocked.Read(ref taken);

    public long? Limit { get; } = limit;

    /// <summary>The number of the next rewrite, from 1 on; null where the limit is reached.</summary>
    public long? TryTake()
    {
        if (Limit is not { } most)
        {
            return Interlocked.Increment(ref taken);
        }
        if (taken >= most)
        {
            return null;
        }
        return ++taken;
    }
}
