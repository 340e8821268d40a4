namespace Piecewise.Compiler;

/// <summary>
/// A value that is made when it is first asked for, by one thread. An exception reaches whoever asked, and the next one tries again: what a
/// callback threw once, as a logger, does not stay.
/// </summary>
/// <param name="make">Makes it.</param>
internal sealed class Step<T>(Func<T> make) where T : class
{
    private readonly Lock gate = new();
    private T? made;
    private bool isMaking;

    /// <summary>The value if it was made already.</summary>
    public T? Made => Volatile.Read(ref made);

    /// <exception cref="InvalidOperationException">It is asked for by what makes it.</exception>
    public T Value
    {
        get
        {
            if (Made is { } value)
            {
                return value;
            }
            lock (gate)
            {
                if (made is null)
                {
                    if (isMaking)
                    {
                        throw new InvalidOperationException("This step of a program can't be taken from a callback of the same step.");
                    }
                    isMaking = true;
                    try
                    {
                        Volatile.Write(ref made, make());
                    }
                    finally
                    {
                        isMaking = false;
                    }
                }
                return made;
            }
        }
    }
}
