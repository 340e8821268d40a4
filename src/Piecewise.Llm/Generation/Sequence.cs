using Piecewise.Llm.Tokenization;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>One generated token.</summary>
/// <param name="Id">The token; null for the replacement of bytes that the last token left unfinished.</param>
/// <param name="Text">The text that it completes; empty while a character is unfinished.</param>
public readonly record struct GeneratedToken(int? Id, string Text);

/// <summary>
/// One text in the making: a KV cache and the program's state. Serves one caller at a time: a second thread meets an
/// <see cref="InvalidOperationException"/>. Disposing it frees the memory of its calls, after the one that is in progress.
/// </summary>
public sealed class Sequence : IDisposable
{
    private readonly LanguageModel model;
    private readonly ITokenCalls calls;
    private readonly KvCache cache;
    private CallGate gate;

    internal Sequence(LanguageModel model, ITokenCalls calls, KvCache cache)
    {
        this.model = model;
        this.calls = calls;
        this.cache = cache;
    }

    /// <summary>Tokens so far.</summary>
    public long Length => cache.Length;

    /// <summary>Feeds tokens and returns the logits behind the last one.</summary>
    /// <exception cref="ContextLengthException">There are too many; nothing has run.</exception>
    /// <exception cref="InvalidOperationException">A call is in progress; nothing has run.</exception>
    /// <exception cref="ObjectDisposedException">The sequence, or the model before it began, is disposed.</exception>
    public ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens)
    {
        gate.BeginCall(this, "sequence");
        try
        {
            return Logits(tokens);
        }
        finally
        {
            if (gate.EndCall())
            {
                calls.Dispose();
            }
        }
    }

    private ReadOnlySpan<float> Logits(ReadOnlySpan<int> tokens)
    {
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("There are no tokens to feed.", nameof(tokens));
        }
        if (cache.Length + tokens.Length > model.ContextLength)
        {
            throw new ContextLengthException(cache.Length + tokens.Length, model.ContextLength);
        }
        Tensor? logits = null;
        while (!tokens.IsEmpty)
        {
            var count = (int)Math.Min(tokens.Length, model.MaxTokensPerCall);
            logits = Call(tokens[..count]);
            tokens = tokens[count..];
        }
        var last = logits!.AsStrided([logits.Shape[1]], [logits.Strides[1]], logits.Offset + (logits.Shape[0] - 1) * logits.Strides[0]);
        return Cast.To(last.Contiguous(), DType.F32).AsSpan<float>();
    }

    /// <summary>Feeds a prompt, then yields tokens until the end of text or the limit.</summary>
    /// <param name="prompt">Tokens of the prompt; at least one.</param>
    /// <param name="options">How to pick tokens.</param>
    /// <param name="cancellation">Stops between tokens.</param>
    /// <exception cref="ContextLengthException">Prompt and new tokens together do not fit the context; nothing has run.</exception>
    public IEnumerable<GeneratedToken> Generate(IReadOnlyList<int> prompt, GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var longest = cache.Length + prompt.Count + options.MaxTokens;
        return longest > model.ContextLength
            ? throw new ContextLengthException(longest, model.ContextLength)
            : Stream(prompt, options, cancellation);
    }

    public void Dispose()
    {
        if (gate.End())
        {
            calls.Dispose();
        }
    }

    private IEnumerable<GeneratedToken> Stream(IReadOnlyList<int> prompt, GenerationOptions options, CancellationToken cancellation)
    {
        var sampler = new Sampler(options);
        var text = model.Tokenizer.StartDecoding();
        var next = sampler.Pick(Feed([.. prompt]));
        for (var produced = 0; produced < options.MaxTokens && !model.EndOfText.Contains(next);)
        {
            cancellation.ThrowIfCancellationRequested();
            produced++;
            yield return new GeneratedToken(next, text.Append(next));
            if (produced < options.MaxTokens)
            {
                next = sampler.Pick(Feed([next]));
            }
        }
        if (text.Complete() is { Length: > 0 } rest)
        {
            yield return new GeneratedToken(null, rest);
        }
    }

    private Tensor Call(ReadOnlySpan<int> tokens)
    {
        var ids = Tensor.Zeros(DType.I64, tokens.Length);
        var positions = Tensor.Zeros(DType.I64, tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            ids.AsSpan<long>()[i] = tokens[i];
            positions.AsSpan<long>()[i] = cache.Length + i;
        }
        var logits = calls.Run(ids, positions);
        cache.Advance(tokens.Length);
        PiecewiseTelemetry.Tokens.Add(tokens.Length);
        return logits;
    }
}
