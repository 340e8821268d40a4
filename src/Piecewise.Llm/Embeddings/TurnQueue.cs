using System.Diagnostics.CodeAnalysis;

namespace Piecewise.Llm;

/// <summary>Work that is done one at a time, in the order in which it came, and not more of it than a number may wait.</summary>
/// <param name="mostWaiting">How many may wait.</param>
[SuppressMessage("Design", "CA1001", Justification =
    "With the semaphore disposed, who waits would do so for ever, and who runs could not let the next one in.")]
internal sealed class TurnQueue(int mostWaiting)
{
    private readonly SemaphoreSlim turn = new(1);
    private volatile bool isClosed;
    private int open;

    /// <summary>How many are being done: one or none.</summary>
    public int Running => Math.Min(Volatile.Read(ref open), 1);

    /// <summary>How many wait.</summary>
    public int Waiting => Math.Max(Volatile.Read(ref open) - 1, 0);

    /// <summary>Does it on a thread of the pool, when its turn comes.</summary>
    /// <exception cref="EngineBusyException">Too many wait.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn came.</exception>
    /// <exception cref="ObjectDisposedException">The queue was closed before its turn came.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref open) > 1L + mostWaiting)
            {
                throw new EngineBusyException($"{mostWaiting} requests wait already, and no more may; try again later.");
            }
            await turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                ObjectDisposedException.ThrowIf(isClosed, typeof(EmbeddingModel));
                return await Task.Run(work, cancellation).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    /// <summary>Nothing begins from now on; what runs goes on.</summary>
    public void Close() => isClosed = true;
}
