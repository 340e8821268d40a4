namespace Piecewise.Runtime;

/// <summary>
/// Who is inside a session: one call, or any number of readers of its results. Whoever ends the session does not wait for them: the last
/// one that leaves frees its memory. One word, so that entering and leaving cost a few nanoseconds and nothing is allocated.
/// </summary>
internal struct CallGate
{
    private const int Ended = 1 << 30;
    private const int Call = 1 << 29;

    // How many readers there are, and the two bits.
    private int word;

    /// <summary>A call begins.</summary>
    /// <param name="session">Whose gate this is, for messages.</param>
    /// <param name="kind">What it is called there.</param>
    /// <exception cref="ObjectDisposedException">The session was ended.</exception>
    /// <exception cref="InvalidOperationException">Somebody is inside.</exception>
    public void BeginCall(object session, string kind = "session")
    {
        var seen = Interlocked.CompareExchange(ref word, Call, 0);
        if (seen != 0)
        {
            throw Refusal(seen, session, kind);
        }
    }

    /// <summary>A call ends.</summary>
    /// <returns>Whether the caller is to free what the session holds.</returns>
    public bool EndCall() => Interlocked.Add(ref word, -Call) == Ended;

    /// <summary>A reader begins.</summary>
    /// <inheritdoc cref="BeginCall"/>
    public void BeginRead(object session, string kind = "session")
    {
        var seen = Volatile.Read(ref word);
        while (true)
        {
            if (seen >= Call)
            {
                throw Refusal(seen, session, kind);
            }
            var now = Interlocked.CompareExchange(ref word, seen + 1, seen);
            if (now == seen)
            {
                return;
            }
            seen = now;
        }
    }

    /// <summary>A reader ends.</summary>
    /// <inheritdoc cref="EndCall"/>
    public bool EndRead() => Interlocked.Decrement(ref word) == Ended;

    /// <summary>Lets nobody in any more. May be called any number of times.</summary>
    /// <returns>Whether the caller is to free what the session holds: nobody is inside, and nobody has ended it before.</returns>
    public bool End() => Interlocked.Or(ref word, Ended) == 0;

    private static Exception Refusal(int seen, object session, string kind) =>
        (seen & Ended) != 0 ? new ObjectDisposedException(session.GetType().Name)
        : (seen & Call) != 0 ? new InvalidOperationException(
            $"This {kind} is in a call: on another thread, or the call whose callback this is. {Advice(kind)}")
        : new InvalidOperationException($"Another thread is reading the results of this {kind}. {Advice(kind)}");

    private static string Advice(string kind) => $"A {kind} serves one call at a time: start one for each thread.";
}
