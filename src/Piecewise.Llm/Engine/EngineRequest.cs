using System.Diagnostics;
using System.Threading.Channels;

namespace Piecewise.Llm;

/// <summary>A text that an engine makes: what is known of it, and how far it is computed. Belongs to the engine's thread.</summary>
internal sealed class EngineRequest
{
    private readonly List<int> tokens;
    private readonly long made = Stopwatch.GetTimestamp();
    private readonly Channel<GeneratedToken> results =
        Channel.CreateUnbounded<GeneratedToken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    /// <param name="prompt">At least one token.</param>
    /// <param name="options">How to go on.</param>
    /// <param name="atLimit">Why the text ends where there are as many tokens as <paramref name="options"/> say.</param>
    /// <param name="model">Whose tokenizer and end of text.</param>
    public EngineRequest(IReadOnlyList<int> prompt, GenerationOptions options, FinishReason atLimit, LanguageModel model)
    {
        tokens = [.. prompt];
        PromptLength = prompt.Count;
        Options = options;
        AtLimit = atLimit;
        Picker = new TokenPicker(options, model, prompt);
        Text = new GeneratedText(model.HasTokenizer || options.StopStrings.Count > 0 ? model.Tokenizer : null, options);
    }

    public int PromptLength { get; }

    public GenerationOptions Options { get; }

    public FinishReason AtLimit { get; }

    public TokenPicker Picker { get; }

    public GeneratedText Text { get; }

    /// <summary>Prompt and new tokens.</summary>
    public IReadOnlyList<int> Tokens => tokens;

    /// <summary>How long it waited before its first step; null while it does.</summary>
    public TimeSpan? QueueTime { get; private set; }

    /// <summary>How many came before it; the scheduler's.</summary>
    public long Arrival { get; set; }

    /// <summary>Its keys and values; null while it waits.</summary>
    public KvCache? Cache { get; set; }

    /// <summary>Tokens that are computed.</summary>
    public int Computed => (int)(Cache?.Length ?? 0);

    /// <summary>Tokens of the prompt that did not have to be computed.</summary>
    public int Cached { get; set; }

    /// <summary>Hashes of its full blocks, each of all tokens up to the block's end, as far as they were asked for.</summary>
    public List<UInt128> Hashes { get; } = [];

    /// <summary>How many of its blocks others can find.</summary>
    public int Published { get; set; }

    /// <summary>Whether the caller does not want it any more. Any thread.</summary>
    public volatile bool IsAborted;

    /// <summary>Whether the caller is told that it was cancelled.</summary>
    public volatile bool IsCancelled;

    public ChannelReader<GeneratedToken> Results => results.Reader;

    /// <summary>It runs from here on; a second time where it had to give up its memory.</summary>
    public void Begin(KvCache cache)
    {
        Cache = cache;
        QueueTime ??= Stopwatch.GetElapsedTime(made);
    }

    /// <summary>Takes the token after all that are known; with the text that it completes, and whether the text ends.</summary>
    public GeneratedToken Append(PickedToken picked)
    {
        tokens.Add(picked.Id);
        var token = Text.Append(picked, Picker);
        if (token.Finish is null && Picker.Count == Options.MaxTokens)
        {
            token = token with { Text = token.Text + Text.Complete(), Finish = AtLimit };
        }
        return token;
    }

    /// <summary>Passes a token on to the caller.</summary>
    public void Give(GeneratedToken token) => results.Writer.TryWrite(token);

    /// <summary>Ends it after its last token.</summary>
    public void Complete() => results.Writer.TryComplete();

    /// <summary>Ends it before its last token: the caller gets nothing more.</summary>
    /// <param name="error">What the caller gets instead; null for none.</param>
    public void End(Exception? error = null)
    {
        if (IsCancelled && error is null)
        {
            results.Writer.TryWrite(new GeneratedToken(null, "") { Finish = FinishReason.Cancelled });
        }
        results.Writer.TryComplete(error);
    }
}
