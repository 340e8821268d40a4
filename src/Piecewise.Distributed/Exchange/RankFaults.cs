namespace Piecewise.Distributed;

/// <summary>
/// The one place where it is told why the ranks can't go on: by whoever notices first, whatever thread that is. <paramref name="end"/> is
/// to end the process, since other threads wait in places where they can't be told.
/// </summary>
/// <param name="status">This rank's, in shared memory, so that others learn the cause and do not take this rank for it; null: none.</param>
/// <param name="end">Is given the message.</param>
internal sealed unsafe class RankFaults(RankStatus* status, Action<string> end)
{
    private readonly Lock gate = new();
    private volatile string? message;

    /// <exception cref="RankException">There was a fault.</exception>
    public void ThrowIfAny()
    {
        if (message is { } fault)
            throw Tell(fault, 0);
    }

    /// <summary>Tells a fault, unless there was one before. Where <c>end</c> ends the process, nobody returns from here.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="cause">To which rank.</param>
    public RankException Tell(string fault, int cause)
    {
        // Held while the process ends: no thread goes on with an exception of its own meanwhile.
        lock (gate)
        {
            if (message is null)
            {
                message = fault;
                if (status is not null)
                {
                    status->Cause = cause;
                    status->State = RankState.GaveUp;
                }
                end(fault);
            }
            return new RankException(message);
        }
    }
}
