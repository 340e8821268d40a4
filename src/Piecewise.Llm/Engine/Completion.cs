namespace Piecewise.Llm;

/// <summary>
/// A text that an <see cref="Engine"/> makes: its tokens as they come, to be enumerated once. Disposing it, or leaving the enumeration,
/// ends the request within a step. What fails is thrown by the enumeration: <see cref="Runtime.CallFailedException"/>.
/// </summary>
public sealed class Completion : IAsyncEnumerable<GeneratedToken>, IDisposable
{
    private readonly EngineRequest request;
    private readonly SemaphoreSlim wake;
    private readonly CancellationTokenRegistration registration;
    private int isEnumerated;
    private int generated;

    internal Completion(EngineRequest request, SemaphoreSlim wake, CancellationToken cancellation)
    {
        this.request = request;
        this.wake = wake;
        registration = cancellation.UnsafeRegister(
            static completion =>
            {
                ((Completion)completion!).request.IsCancelled = true;
                ((Completion)completion).Abort();
            }, this);
    }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens => request.PromptLength;

    /// <summary>Tokens of the prompt that did not have to be computed; known with the first token.</summary>
    public int CachedTokens => request.Cached;

    /// <summary>Tokens that were enumerated so far.</summary>
    public int GeneratedTokens => Volatile.Read(ref generated);

    /// <summary>How long it waited before it was begun; known with the first token.</summary>
    internal TimeSpan? QueueTime => request.QueueTime;

    /// <exception cref="InvalidOperationException">It was enumerated already.</exception>
    public async IAsyncEnumerator<GeneratedToken> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref isEnumerated, 1) != 0)
        {
            throw new InvalidOperationException("These tokens have been enumerated already: keep them in a list, or generate again.");
        }
        try
        {
            await foreach (var token in request.Results.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                generated += token.Id is null ? 0 : 1;
                yield return token;
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends the request, if it has not ended.</summary>
    public void Dispose()
    {
        registration.Dispose();
        Abort();
    }

    private void Abort()
    {
        if (!request.IsAborted)
        {
            request.IsAborted = true;
            wake.Release();
        }
    }
}
