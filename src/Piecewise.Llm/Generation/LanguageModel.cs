using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Templates;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// A token-flattened causal language model: <c>input_ids[T]</c> and <c>positions[T]</c> to <c>logits[T, vocab]</c>, attention by the host
/// (F6). Tokenizer and configuration come from the program's extra files.
/// </summary>
public sealed class LanguageModel : IDisposable
{
    /// <summary>The input by which a program is told which rows of logits are wanted (W1), where it has one.</summary>
    internal const string RowsInput = "rows";

    private readonly Func<CachedAttention, ITokenCalls> start;
    private readonly Tokenizer? tokenizer;
    private readonly Lazy<ChatTemplate?> chatTemplate;
    private readonly Lazy<TokenTrie> tokenTrie;
    private readonly ConditionalWeakTable<Grammar, TokenMasks> masks = [];
    private readonly KvPool pool;
    private readonly int layerCount;
    private IDisposable? owned;

    /// <param name="model">What runs. It stays the caller's, and must outlive the sequences.</param>
    /// <exception cref="NotALanguageModelException">The program has other inputs or outputs.</exception>
    public LanguageModel(Model model)
        : this(model, calls => calls)
    {
    }

    /// <param name="model">What runs. It stays the caller's, and must outlive the sequences.</param>
    /// <param name="wrap">Gets what calls the model, and gives what is called instead: to look at each call.</param>
    /// <exception cref="NotALanguageModelException">The program has other inputs or outputs.</exception>
    internal LanguageModel(Model model, Func<ITokenCalls, ITokenCalls> wrap)
        : this(
            (model ?? throw new ArgumentNullException(nameof(model))).Program.Manifest.Name, model.ExtraFiles,
            model.Program.Manifest.Entries.Max(e => e.End), model.Program.Manifest.AttentionLayers.Length,
            attention => wrap(new CompiledCalls(
                model.StartSession(attention), [.. model.Inputs.Select(i => i.Name)], model.Program.Manifest.State.Any(s => s.IsWritten))))
    {
        Ranges = model.Ranges;
        Ranks = model.Ranks;
        var entry = model.Program.Manifest.Entries[0];
        CheckLayers(model.Program.Manifest.AttentionLayers);
        CheckSignature(
            [.. model.Inputs.Select(i => (i.Name, i.Text, i.Form == InputForm.Tensor && i.Shape.Length == 1 && i.DType == DType.I64))],
            // A program that is still interpreted (R3) has results whose shape only the call knows.
            entry.Outputs is [.., { Kind: PlaceKind.Number }] or [.., { Kind: not (PlaceKind.Int or PlaceKind.None), Shape.Length: 2 }]);
    }

    /// <param name="name">For messages.</param>
    /// <param name="extraFiles">The configuration and the tokenizer, by name.</param>
    /// <param name="largest">Tokens that one call may have.</param>
    /// <param name="layerCount">How many layers keep keys and values.</param>
    /// <param name="start">Makes the calls of a sequence.</param>
    internal LanguageModel(
        string name, IReadOnlyDictionary<string, string> extraFiles, long largest, int layerCount, Func<CachedAttention, ITokenCalls> start)
    {
        this.layerCount = layerCount;
        pool = new KvPool(layerCount);
        Name = name;
        this.start = start;
        ExtraFiles = extraFiles;
        Config = ModelConfig.Read(extraFiles);
        tokenizer = extraFiles.TryGetValue("tokenizer.json", out var json)
            ? Tokenizer.Load(json, extraFiles.GetValueOrDefault("config.json")) : null;
        chatTemplate = new Lazy<ChatTemplate?>(() => ChatTemplate.Read(extraFiles));
        tokenTrie = new Lazy<TokenTrie>(() => new TokenTrie(TokenBytes.Of(Tokenizer)));
        EndOfText = Config.EndOfText.IsEmpty ? [.. tokenizer?.EndOfText ?? []] : Config.EndOfText;
        MaxTokensPerCall = largest;
        Ranges = [new SizeRange(1, largest)];
        ContextLength = Config.MaxPositions ?? largest;
    }

    /// <summary>A language model that owns what runs; where there is none, that is disposed.</summary>
    internal static LanguageModel Owning(Model model)
    {
        try
        {
            return new LanguageModel(model) { owned = model };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Makes tokens of text, and text of tokens. <see cref="Sequence.Feed"/> does without.</summary>
    /// <exception cref="NotALanguageModelException">The program holds none.</exception>
    public Tokenizer Tokenizer => tokenizer
        ?? throw new NotALanguageModelException($"{Name} holds no tokenizer.json among its extra files; export it with one.");

    /// <summary>Whether there is a <see cref="Tokenizer"/>.</summary>
    internal bool HasTokenizer => tokenizer is not null;

    /// <summary>The files that were put in beside the program, as Hugging Face calls them.</summary>
    internal IReadOnlyDictionary<string, string> ExtraFiles { get; }

    /// <summary>Makes of messages the text that the model continues with an answer; read when first asked for.</summary>
    /// <exception cref="NotALanguageModelException">The program holds none.</exception>
    /// <exception cref="TemplateException">It is malformed.</exception>
    internal ChatTemplate ChatTemplate => chatTemplate.Value ?? throw new NotALanguageModelException(
        $"{Name} has no chat template among its extra files (chat_template.jinja, or the field of tokenizer_config.json). Export it again "
        + "from a folder that has one, or give the model's whole text as a prompt.");

    internal ModelConfig Config { get; }

    /// <summary>The program's name, for messages.</summary>
    internal string Name { get; }

    /// <summary>Tokens that end a text.</summary>
    public ImmutableArray<int> EndOfText { get; }

    /// <summary>Tokens that a sequence may have.</summary>
    public long ContextLength { get; }

    /// <summary>Tokens that one call may have; a longer prompt is prefilled in several calls.</summary>
    public long MaxTokensPerCall { get; }

    /// <summary>Which tokens can follow where by a grammar.</summary>
    /// <exception cref="NotALanguageModelException">The program holds no tokenizer.</exception>
    /// <exception cref="GrammarException">The vocabulary cannot write such a text.</exception>
    internal TokenMasks Masks(Grammar grammar) => masks.GetValue(
        grammar, g => new TokenMasks(new ByteGrammar(g.Rules, tokenTrie.Value.Bytes), tokenTrie.Value));

    /// <summary>The ranges of tokens of a call that the model is compiled for.</summary>
    internal ImmutableArray<SizeRange> Ranges { get; }

    /// <summary>What connects the processes that share the model; null where this one has it alone.</summary>
    internal ICollectiveHost? Ranks { get; }

    /// <summary>A new, empty sequence.</summary>
    public Sequence Start()
    {
        var attention = new CachedAttention(pool);
        return new Sequence(this, start(attention), attention, new KvCache(pool, ContextLength));
    }

    /// <summary>What an engine runs, with keys and values of its own.</summary>
    internal (KvPool Pool, CachedAttention Attention, ITokenCalls Calls) StartEngine()
    {
        var own = new KvPool(layerCount);
        var attention = new CachedAttention(own);
        return (own, attention, start(attention));
    }

    /// <summary>Continues a text, piece by piece, in a sequence of its own; see <see cref="Sequence.GenerateAsync"/>.</summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="options">How to pick tokens; null: the defaults.</param>
    /// <param name="cancellation">Ends the text before the next token.</param>
    /// <exception cref="NotALanguageModelException">The program holds no tokenizer.</exception>
    /// <exception cref="ContextLengthException">The prompt leaves no room for a token.</exception>
    /// <exception cref="ArgumentException">The prompt has no tokens.</exception>
    public async IAsyncEnumerable<GeneratedToken> GenerateAsync(
        string prompt, GenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var sequence = Start();
        await foreach (var token in sequence.GenerateAsync(Tokenizer.Encode(prompt), options, cancellation).ConfigureAwait(false))
        {
            yield return token;
        }
    }

    /// <summary>Continues a text to its end.</summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="options">How to pick tokens; null: the defaults.</param>
    /// <param name="cancellation">Ends the text before the next token: the result is what there is until then.</param>
    /// <exception cref="NotALanguageModelException">The program holds no tokenizer.</exception>
    /// <exception cref="ContextLengthException">The prompt leaves no room for a token.</exception>
    /// <exception cref="ArgumentException">The prompt has no tokens.</exception>
    /// <exception cref="CallFailedException">The program failed, or gave no usable logits.</exception>
    public async Task<GenerationResult> CompleteAsync(
        string prompt, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        var ids = Tokenizer.Encode(prompt);
        var text = new StringBuilder();
        var tokens = ImmutableArray.CreateBuilder<int>();
        var finish = FinishReason.Length;
        using var sequence = Start();
        await foreach (var token in sequence.GenerateAsync(ids, options, cancellation).ConfigureAwait(false))
        {
            text.Append(token.Text);
            if (token.Id is { } id)
            {
                tokens.Add(id);
            }
            finish = token.Finish ?? finish;
        }
        return new GenerationResult(text.ToString(), finish, tokens.ToImmutable(), ids.Length);
    }

    /// <summary>
    /// Ends the model that was loaded with it; one that was given stays the caller's. Memory of keys and values is freed with the last
    /// sequence.
    /// </summary>
    public void Dispose()
    {
        owned?.Dispose();
        pool.Dispose();
    }

    // Keys and values are kept by layer.
    private void CheckLayers(IEnumerable<long> layers)
    {
        if (layers.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new NotALanguageModelException(
                $"{Name} can't be given a cache of keys and values: {twice.Count()} calls of attention have the layer number {twice.Key}. "
                + "Number them apart.");
        }
    }

    private void CheckSignature((string Name, string Text, bool IsTokens)[] inputs, bool givesLogits)
    {
        var names = inputs.Select(i => i.Name).Order(StringComparer.Ordinal);
        if (!givesLogits || !inputs.All(i => i.IsTokens)
            || !(names.SequenceEqual(["input_ids", "positions"]) || names.SequenceEqual(["input_ids", "positions", RowsInput])))
        {
            throw new NotALanguageModelException(
                $"{Name} is not a token-flattened language model: it needs the inputs input_ids[T] and positions[T] (i64) and one output "
                + $"logits[T, vocab], but has {string.Join(", ", inputs.Select(i => $"{i.Name}: {i.Text}"))}. "
                + "Export it with piecewise_export.");
        }
    }
}
