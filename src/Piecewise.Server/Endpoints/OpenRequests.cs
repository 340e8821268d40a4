namespace Piecewise.Server.Endpoints;

/// <summary>The requests that are being worked on, so that stopping can wait for them. For any number of threads.</summary>
internal sealed class OpenRequests
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int open;
    private bool isClosed;

    /// <summary>Whether no more are taken.</summary>
    public bool IsClosed
    {
        get
        {
            lock (gate)
            {
                return isClosed;
            }
        }
    }

    /// <summary>Takes one, unless no more are taken; <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            open += isClosed ? 0 : 1;
            return !isClosed;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            open--;
            EndWhereIdle();
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            EndWhereIdle();
        }
    }

    /// <summary>Ends when none is left, or the waiting.</summary>
    public async Task WhenIdleAsync(CancellationToken enough) =>
        await idle.Task.WaitAsync(enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void EndWhereIdle()
    {
        if (isClosed && open == 0)
        {
            idle.TrySetResult();
        }
    }
}
