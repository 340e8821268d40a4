using System.Runtime.CompilerServices;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// One text in the making: a KV cache and the program's state. It consists of the tokens that were fed, the prompts, and the generated
/// tokens that the caller was given, in that order, so several turns equal one long prompt. What failed or was cancelled has not changed
/// it.
/// </summary>
/// <remarks>
/// Serves one caller at a time; a second one gets <see cref="InvalidOperationException"/>. Disposing it frees the memory of its calls, at
/// the end of a call that is in progress; afterwards it refuses calls.
/// </remarks>
public sealed class Sequence : IDisposable
{
    private readonly LanguageModel model;
    private readonly ITokenCalls calls;
    private readonly CachedAttention attention;
    private readonly KvCache cache;

    // The last token where the cache does not hold it yet: one that was given to the caller. The next call of the program feeds it.
    private int? pending;
    // The last token that the cache holds, and what the program gave after it, valid until the next call; null after a pending token.
    private int last;
    private Tensor? logits;
    // A call failed in a program that keeps state of its own, which nobody can take back.
    private bool isBroken;

    private int inCall;
    private volatile bool disposed;
    private Turn? turn;

    internal Sequence(LanguageModel model, ITokenCalls calls, CachedAttention attention, KvCache cache)
    {
        this.model = model;
        this.calls = calls;
        this.attention = attention;
        this.cache = cache;
    }

    /// <summary>Tokens of the sequence: all that were fed, and all that were generated, the last one included.</summary>
    public long Length => cache.Length + (pending is null ? 0 : 1);

    /// <summary>Feeds tokens and tells how likely they were, as the model sees it.</summary>
    /// <param name="tokens">At least one. The first one of a new sequence follows nothing, and counts for nothing.</param>
    /// <returns>The sum of the natural logarithms of the tokens' probabilities, each after all that come before it.</returns>
    /// <exception cref="InvalidOperationException">
    /// The sequence is in a call or generates; or the program was compiled for the last row only (<c>CompileOptions.LastRowOnly</c>).
    /// Nothing has run, or the tokens are taken back.
    /// </exception>
    /// <inheritdoc cref="Feed"/>
    public double Score(ReadOnlySpan<int> tokens)
    {
        Enter(by: null);
        try
        {
            RequireTokens(tokens, canGoOn: false, nameof(tokens));
            RequireRoom(tokens.Length);
            if (pending is not null)
            {
                Advance([], CancellationToken.None);
            }
            var (before, score) = (Now, 0.0);
            try
            {
                for (var rest = tokens; !rest.IsEmpty;)
                {
                    var count = (int)Math.Min(rest.Length, model.MaxTokensPerCall);
                    score += logits is null ? 0 : LogProbability.Of(Logits(), rest[0]);
                    Call(rest[..count], allRows: true);
                    for (var i = 1; i < count; i++)
                    {
                        score += LogProbability.Of(Row(i - 1), rest[i]);
                    }
                    rest = rest[count..];
                }
                last = tokens[^1];
                return score;
            }
            catch
            {
                Restore(before);
                throw;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Feeds tokens and returns the logits after the last one.</summary>
    /// <param name="tokens">At least one.</param>
    /// <returns>One number per token of the vocabulary; valid until the next call of this sequence.</returns>
    /// <exception cref="ContextLengthException">There are too many; nothing has run.</exception>
    /// <exception cref="ArgumentException">There are none, or one is negative; nothing has run.</exception>
    /// <exception cref="CallFailedException">The program failed: a token is not in its vocabulary.</exception>
    /// <exception cref="InvalidOperationException">The sequence is in a call or generates.</exception>
    /// <exception cref="ObjectDisposedException">The sequence is disposed.</exception>
    public ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens)
    {
        Enter(by: null);
        try
        {
            RequireTokens(tokens, canGoOn: false, nameof(tokens));
            RequireRoom(tokens.Length);
            Advance(tokens, CancellationToken.None);
            return Logits();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Feeds a prompt, then yields tokens until the end of text or the limit. The token that ends the text is yielded too, with no text of
    /// its own (<see cref="LanguageModel.EndOfText"/>).
    /// </summary>
    /// <remarks>
    /// Nothing runs before the result is enumerated, which can be done once; each step makes a token. Ending the enumeration early leaves
    /// the sequence with the tokens that were yielded. A step that throws has left it as it was before the step: where that is the first
    /// one, without the prompt. Another turn, or <see cref="Feed"/>, has to wait until the enumeration has ended or is disposed.
    /// </remarks>
    /// <param name="prompt">Tokens of the prompt. May be empty where the sequence is not: then it goes on from its last token.</param>
    /// <param name="options">How to pick tokens.</param>
    /// <param name="cancellation">Stops before the next token, and within a prompt that takes several calls.</param>
    /// <exception cref="ContextLengthException">Sequence, prompt and new tokens do not fit the context; nothing has run.</exception>
    /// <exception cref="ArgumentException">There is nothing to go on from, or a token is negative; nothing has run.</exception>
    /// <exception cref="InvalidOperationException">The sequence is in a call or generates already.</exception>
    /// <exception cref="CallFailedException">While enumerating: the program failed, or gave no usable logits.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: it was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The sequence is disposed.</exception>
    public IEnumerable<GeneratedToken> Generate(IReadOnlyList<int> prompt, GenerationOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int[] tokens = [.. prompt];
        Enter(by: null);
        try
        {
            RequireTokens(tokens, canGoOn: true, nameof(prompt));
            RequireRoom((long)tokens.Length + options.MaxTokens);
        }
        finally
        {
            Leave();
        }
        return new Turn(this, model, tokens, options, cancellation);
    }

    /// <summary>
    /// As <see cref="Generate"/>, without blocking the caller: each token is made on another thread when it is asked for. The last item
    /// says why the text ends (<see cref="GeneratedToken.Finish"/>); where the context is shorter than the options allow, it ends there.
    /// </summary>
    /// <param name="prompt">Tokens of the prompt. May be empty where the sequence is not: then it goes on from its last token.</param>
    /// <param name="options">How to pick tokens; null: the defaults.</param>
    /// <param name="cancellation">
    /// Ends the text before the next token. That is no error: the last item says <see cref="FinishReason.Cancelled"/>, and the tokens so
    /// far stay part of the sequence.
    /// </param>
    /// <exception cref="ContextLengthException">The prompt leaves no room for a token; nothing has run.</exception>
    /// <exception cref="ArgumentException">There is nothing to go on from, or a token is negative; nothing has run.</exception>
    /// <exception cref="InvalidOperationException">The sequence is in a call or generates already.</exception>
    /// <exception cref="CallFailedException">While enumerating: the program failed, or gave no usable logits.</exception>
    /// <exception cref="ObjectDisposedException">The sequence is disposed.</exception>
    public IAsyncEnumerable<GeneratedToken> GenerateAsync(
        IReadOnlyList<int> prompt, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        options ??= new GenerationOptions();
        var room = model.ContextLength - Length - prompt.Count;
        var (fitting, atLimit) = room > 0 && room < options.MaxTokens
            ? (options with { MaxTokens = (int)room }, FinishReason.Context)
            : (options, FinishReason.Length);
        // Whatever is wrong with the arguments is said now, not by the first step.
        var turn = Generate(prompt, fitting, cancellation);
        return Steps(turn, atLimit, cancellation);
    }

    private static async IAsyncEnumerable<GeneratedToken> Steps(
        IEnumerable<GeneratedToken> tokens, FinishReason atLimit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var turn = tokens.GetEnumerator();
        FinishReason? finish = null;
        while (finish is null)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                if (!await Task.Run(turn.MoveNext, CancellationToken.None).ConfigureAwait(false))
                {
                    finish = atLimit;
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                finish = FinishReason.Cancelled;
            }
            var token = finish is null ? turn.Current : new GeneratedToken(null, "") { Finish = finish };
            finish = token.Finish;
            yield return token;
        }
    }

    /// <summary>Frees the memory of its calls. May be called at any time.</summary>
    public void Dispose()
    {
        disposed = true;
        FreeUnlessInCall();
    }

    /// <summary>Claims the sequence for one call.</summary>
    /// <param name="by">The turn that makes it; null for a call outside of one.</param>
    internal void Enter(Turn? by)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (Interlocked.Exchange(ref inCall, 1) != 0)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            throw new InvalidOperationException(
                "This sequence is in a call on another thread. It serves one caller at a time: start a sequence for each.");
        }
        if (turn is not null && turn != by)
        {
            Leave();
            throw new InvalidOperationException(
                "This sequence is generating: end the enumeration of its tokens first, to the last one or by disposing it, "
                + "or start another sequence.");
        }
        if (isBroken)
        {
            Leave();
            throw new InvalidOperationException(
                "A call of this sequence failed, and the program keeps state that can't be taken back: start another sequence.");
        }
    }

    internal void Leave()
    {
        Volatile.Write(ref inCall, 0);
        if (disposed)
        {
            FreeUnlessInCall();
        }
    }

    /// <summary>Begins a turn, in its first step.</summary>
    /// <returns>What <see cref="TakeBack"/> needs to undo the step.</returns>
    internal Place Begin(Turn by, int[] prompt, GenerationOptions options)
    {
        RequireTokens(prompt, canGoOn: true, nameof(prompt));
        RequireRoom((long)prompt.Length + options.MaxTokens);
        turn = by;
        return Now;
    }

    /// <summary>Feeds tokens after what the caller was given so far, and picks the next one.</summary>
    internal PickedToken Pick(ReadOnlySpan<int> tokens, TokenPicker picker, CancellationToken cancellation)
    {
        Advance(tokens, cancellation);
        try
        {
            return picker.Pick(Logits());
        }
        catch (InvalidOperationException e)
        {
            throw new CallFailedException($"The program {model.Name} gave no usable logits after {cache.Length} tokens. {e.Message}", e);
        }
    }

    /// <summary>Makes a picked token part of the sequence: the caller is given it now.</summary>
    internal void Give(int token) => (pending, logits) = (token, null);

    /// <summary>Makes the sequence what it was, after a step of which some part has run, or none.</summary>
    internal void TakeBack(Place place)
    {
        if (place != Now)
        {
            Restore(place);
        }
    }

    private void Restore(Place place)
    {
        logits = null;
        isBroken = calls.KeepsState;
        // The logits after the last token are lost with the call that failed: it is fed once more.
        (var length, pending, last, _) = place.Pending is null && place.Length > 0
            ? place with { Length = place.Length - 1, Pending = place.Last }
            : place;
        cache.Truncate(length);
    }

    internal void End(Turn ended) => Interlocked.CompareExchange(ref turn, null, ended);

    private Place Now => new(cache.Length, pending, last, logits is not null);

    private void RequireTokens(ReadOnlySpan<int> tokens, bool canGoOn, string name)
    {
        if (tokens.IsEmpty && !(canGoOn && Length > 0))
        {
            throw new ArgumentException(
                canGoOn ? "The prompt has no tokens and the sequence is empty: give at least one." : "There are no tokens to feed.", name);
        }
        for (var i = 0; i < tokens.Length; i++)
        {
            // Where ids end is known to the program: its embedding refuses what it has no row for.
            if (tokens[i] < 0)
            {
                throw new ArgumentOutOfRangeException(name, $"The token at place {i} is {tokens[i]}; ids of tokens start at 0.");
            }
        }
    }

    private void RequireRoom(long tokens)
    {
        if (Length + tokens > model.ContextLength)
        {
            throw new ContextLengthException(Length + tokens, model.ContextLength);
        }
    }

    // Feeds the pending token and others. All of them, or none.
    private void Advance(ReadOnlySpan<int> tokens, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (pending is null && tokens.IsEmpty)
        {
            return;
        }
        if (pending is { } held)
        {
            tokens = (int[])[held, .. tokens];
        }
        var before = Now;
        // From here on they are not those after the last token.
        logits = null;
        try
        {
            for (var rest = tokens; !rest.IsEmpty;)
            {
                var count = (int)Math.Min(rest.Length, model.MaxTokensPerCall);
                Call(rest[..count]);
                rest = rest[count..];
                if (!rest.IsEmpty)
                {
                    cancellation.ThrowIfCancellationRequested();
                }
            }
            (pending, last) = (null, tokens[^1]);
        }
        catch
        {
            Restore(before);
            throw;
        }
    }

    private void Call(ReadOnlySpan<int> tokens, bool allRows = false)
    {
        var wanted = new long[allRows ? tokens.Length : 1];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = tokens.Length - wanted.Length + i;
        }
        var ids = Tensor.Zeros(DType.I64, tokens.Length);
        var positions = Tensor.Zeros(DType.I64, tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            ids.AsSpan<long>()[i] = tokens[i];
            positions.AsSpan<long>()[i] = cache.Length + i;
        }
        attention.Begin();
        attention.Add(cache, tokens.Length);
        var result = calls.Run(ids, positions, wanted);
        if (result.Rank != 2 || result.Shape[0] != wanted.Length || result.Shape[1] < 1)
        {
            throw new NotALanguageModelException(
                $"The program {model.Name} gave {result} for {tokens.Length} tokens, not a row of logits for each of {wanted.Length}.");
        }
        attention.Complete();
        logits = result;
        PiecewiseTelemetry.Tokens.Add(tokens.Length);
    }

    // The last row.
    private ReadOnlySpan<float> Logits() => Row(logits!.Shape[0] - 1);

    private ReadOnlySpan<float> Row(long index)
    {
        var row = logits!.AsStrided([logits.Shape[1]], [logits.Strides[1]], logits.Offset + (index * logits.Strides[0]));
        return Cast.To(row.Contiguous(), DType.F32).AsSpan<float>();
    }

    private void FreeUnlessInCall()
    {
        // It stays claimed, so that nothing is freed twice.
        if (Interlocked.CompareExchange(ref inCall, 1, 0) == 0)
        {
            logits = null;
            calls.Dispose();
            cache.Dispose();
        }
    }

    /// <summary>How far a sequence is.</summary>
    /// <param name="Length">Tokens that the cache holds.</param>
    /// <param name="Pending">The token after them.</param>
    /// <param name="Last">The last that the cache holds.</param>
    /// <param name="HasLogits">Whether what the program gave after it is still there.</param>
    internal readonly record struct Place(long Length, int? Pending, int Last, bool HasLogits);
}
