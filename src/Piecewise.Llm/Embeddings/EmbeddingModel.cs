using System.Runtime.InteropServices;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// An encoder that makes vectors of texts: near ones of texts that mean the same. Tokenizer, pooling and length come from the program's
/// extra files, as sentence-transformers writes them. Safe for many threads; calls of the model come one after the other.
/// </summary>
public sealed class EmbeddingModel : IDisposable
{
    /// <summary>Tokens of a text where neither the program nor a file nor an option sets an end.</summary>
    private const int EndlessTokens = 8192;

    private readonly EncoderProgram program;
    private readonly Tokenizer? tokenizer;
    private readonly TurnQueue turns;
    private readonly Pooling pooling;
    private readonly bool normalizes;
    private long texts, tokens, calls, callTokens;
    private IDisposable? owned;

    /// <param name="model">What runs. It stays the caller's.</param>
    /// <param name="options">How vectors are made; null: as the files say.</param>
    /// <exception cref="NotALanguageModelException">
    /// The program is no encoder, or nothing says how one vector is made of several.
    /// </exception>
    /// <exception cref="ArgumentException">An option has a value outside its range.</exception>
    public EmbeddingModel(Model model, EmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = options ?? new EmbeddingOptions();
        Options.Validate();
        turns = new TurnQueue(Options.MaxWaiting);
        Name = model.Program.Manifest.Name;
        var files = PoolingFiles.Read(model.ExtraFiles);
        normalizes = Options.Normalize ?? files.Normalize;
        tokenizer = model.ExtraFiles.TryGetValue("tokenizer.json", out var json) ? Tokenizer.Load(json) : null;
        program = new EncoderProgram(model, files.Padding);
        var known = Math.Min(files.MaxTokens ?? long.MaxValue, Options.MaxTokens ?? long.MaxValue);
        MaxTokens = (int)Math.Min(program.Length.Most, known < int.MaxValue || program.HasEnd ? known : EndlessTokens);
        pooling = program.PoolsItself ? Pooling.Cls : Options.Pooling ?? files.Pooling ?? throw new NotALanguageModelException(
            $"{Name} gives a vector for each token, and none of its files says how one is made of them: choose a pooling "
            + "(mean, cls or last) as the model was trained.");
    }

    /// <summary>Makes tokens of text; vectors of tokens do without.</summary>
    /// <exception cref="NotALanguageModelException">The program holds none.</exception>
    public Tokenizer Tokenizer => tokenizer
        ?? throw new NotALanguageModelException($"{Name} holds no tokenizer.json among its extra files; export it with one.");

    /// <summary>Tokens that a text may have, those included that the tokenizer puts around it.</summary>
    public int MaxTokens { get; }

    /// <summary>Numbers of a vector; null where only a call tells.</summary>
    public int? Dimensions => (int?)program.Features;

    /// <summary>The program's name, for messages.</summary>
    internal string Name { get; }

    internal EmbeddingOptions Options { get; }

    /// <summary>What it is doing, and has done.</summary>
    internal EmbeddingState State => new(
        turns.Running, turns.Waiting, Volatile.Read(ref texts), Volatile.Read(ref tokens), Volatile.Read(ref calls),
        Volatile.Read(ref callTokens));

    /// <summary>An embedding model that owns what runs; where there is none, that is disposed.</summary>
    internal static EmbeddingModel Owning(Model model, EmbeddingOptions? options)
    {
        try
        {
            return new EmbeddingModel(model, options) { owned = model };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The vectors of texts.</summary>
    /// <param name="texts">At least one; none may be empty of tokens.</param>
    /// <param name="dimensions">Numbers that a vector keeps, from its beginning; null for all.</param>
    /// <param name="cancellation">Ends the work between two calls of the model.</param>
    /// <exception cref="NotALanguageModelException">The program holds no tokenizer.</exception>
    /// <exception cref="ContextLengthException">A text has too many tokens.</exception>
    /// <exception cref="EngineBusyException">Too many requests wait.</exception>
    /// <exception cref="CallFailedException">The program failed, or gave numbers that are none.</exception>
    public Task<EmbeddingResult> EmbedAsync(
        IReadOnlyList<string> texts, int? dimensions = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return EmbedAsync([.. texts.Select(t => Encode(t, MaxTokensOf(null)))], dimensions, cancellation);
    }

    /// <summary>The vectors of texts that are given in tokens, those around them included.</summary>
    /// <inheritdoc cref="EmbedAsync(IReadOnlyList{string}, int?, CancellationToken)"/>
    /// <exception cref="ArgumentException">There is no text, one has no tokens, or no vector has so many numbers.</exception>
    public async Task<EmbeddingResult> EmbedAsync(
        IReadOnlyList<int[]> texts, int? dimensions = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Check(texts, dimensions);
        return await turns.RunAsync(() => Embed(texts, dimensions, cancellation), cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        turns.Close();
        program.Dispose();
        owned?.Dispose();
    }

    /// <summary>The tokens of a text with those around it, cut to a length where it is longer than that.</summary>
    internal int[] Encode(string text, int? most) => Tokenizer.Encode(text, addSpecialTokens: true, most);

    /// <summary>To how many tokens a text is cut: as asked for, else as the options have it; null: not at all.</summary>
    internal int? MaxTokensOf(int? asked) => asked is null ? Options.Truncates ? MaxTokens : null : Math.Min(asked.Value, MaxTokens);

    private EmbeddingResult Embed(IReadOnlyList<int[]> texts, int? dimensions, CancellationToken cancellation)
    {
        var vectors = new ReadOnlyMemory<float>[texts.Count];
        foreach (var batch in Batches(texts))
        {
            cancellation.ThrowIfCancellationRequested();
            int[][] tokens = [.. batch.Select(i => texts[i])];
            var output = program.Run(tokens);
            CheckOutput(output, tokens, dimensions);
            for (var row = 0; row < batch.Count; row++)
            {
                vectors[batch[row]] = Vector(output, row, tokens[row].Length, dimensions);
            }
            Count(tokens);
        }
        return new EmbeddingResult(ImmutableCollectionsMarshal.AsImmutableArray(vectors), texts.Sum(t => t.Length));
    }

    // A text's vector of a call's results.
    private float[] Vector(Tensor output, int row, int tokens, int? dimensions)
    {
        var features = (int)output.Shape[^1];
        var (length, count) = program.PoolsItself ? (1, 1) : ((int)output.Shape[1], tokens);
        var values = output.ReadSpan<float>().Slice(row * length * features, count * features);
        var vector = VectorMath.Cut(VectorMath.Pool(values, features, pooling), dimensions);
        GC.KeepAlive(output);
        if (normalizes)
        {
            VectorMath.Normalize(vector);
        }
        return VectorMath.IsFinite(vector)
            ? vector
            : throw new CallFailedException($"{Name} gave a vector with numbers that are none, or without end.");
    }

    // Texts of one call are of like length, so that little is padded.
    private IEnumerable<List<int>> Batches(IReadOnlyList<int[]> texts)
    {
        var batch = new List<int>();
        foreach (var i in Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length))
        {
            var length = program.Padded(texts[i].Length);
            var isFull = batch.Count == program.Rows.Most || (batch.Count + 1) * length > Options.MaxBatchTokens;
            if (batch.Count > 0 && (isFull || (!program.HasMask && length != texts[batch[0]].Length)))
            {
                yield return batch;
                batch = [];
            }
            batch.Add(i);
        }
        yield return batch;
    }

    private void Check(IReadOnlyList<int[]> texts, int? dimensions)
    {
        if (texts.Count == 0)
        {
            throw new ArgumentException("There is no text to make a vector of.");
        }
        foreach (var text in texts)
        {
            if (text.Length == 0)
            {
                throw new ArgumentException("A text without tokens has no vector.");
            }
            if (text.Length > MaxTokens)
            {
                throw new ContextLengthException(
                    $"A text has {text.Length} tokens, and this model reads {MaxTokens} at most: make it shorter, or let it be cut.");
            }
            if (text.Length < program.Length.Least && !program.HasMask)
            {
                throw new ArgumentException(
                    $"A text has {text.Length} tokens, and this model reads {program.Length.Least} at least.");
            }
        }
        CheckDimensions(dimensions, Dimensions ?? int.MaxValue);
    }

    private static void CheckDimensions(int? dimensions, int features)
    {
        if (dimensions is { } wanted && (wanted < 1 || wanted > features))
        {
            throw new ArgumentException($"A vector of this model has {features} numbers, of which 1 to all can be kept, not {wanted}.");
        }
    }

    private void CheckOutput(Tensor output, int[][] texts, int? dimensions)
    {
        if (output.Rank != (program.PoolsItself ? 2 : 3) || output.ElementCount is 0 or > int.MaxValue || output.Shape[0] < texts.Length
            || (!program.PoolsItself && output.Shape[1] < texts.Max(t => t.Length)))
        {
            throw new CallFailedException(
                $"{Name} gave a result of the shape [{string.Join(", ", output.Shape.ToArray())}] for {texts.Length} texts, which is no "
                + "vector for each of their tokens.");
        }
        CheckDimensions(dimensions, (int)output.Shape[^1]);
    }

    private void Count(int[][] batch)
    {
        Interlocked.Add(ref texts, batch.Length);
        Interlocked.Add(ref tokens, batch.Sum(t => t.Length));
        Interlocked.Increment(ref calls);
        Interlocked.Add(ref callTokens, batch.Length * program.Padded(batch.Max(t => t.Length)));
    }
}
