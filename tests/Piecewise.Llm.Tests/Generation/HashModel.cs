using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>
/// A language model whose logits are a hash of all tokens of the sequence, so that a token that is missing, doubled or out of place changes
/// everything after it. It keeps its tokens by position, as attention keeps keys and values, in a real cache.
/// </summary>
internal sealed class HashModel(int vocabulary = 50, long context = 200, long perCall = 16, params int[] endOfText)
{
    /// <summary>Calls so far, of all sequences.</summary>
    public int Calls { get; private set; }

    /// <summary>What happens in a call before it ends, by its number.</summary>
    public Action<int>? InCall { get; set; }

    /// <summary>Whether the model says that it keeps state besides the cache.</summary>
    public bool KeepsState { get; init; }

    /// <summary>What the logits are in the end, from what they would be.</summary>
    public Action<int, float[]>? Change { get; set; }

    public int Disposed { get; private set; }

    /// <summary>The tokenizer's decoder.</summary>
    public string Decoder { get; init; } = """{"type": "Fuse"}""";

    /// <summary>A decoder that one token is too much for.</summary>
    public static string BlowsUp(int token)
    {
        var text = $"{(char)(0x4E00 + token)}";
        var longText = string.Concat(Enumerable.Repeat(text, 1000));
        var rule = $$"""{"type": "Replace", "pattern": {"String": "{{text}}"}, "content": "{{longText}}"}""";
        return $$"""{"type": "Sequence", "decoders": [{{string.Join(", ", Enumerable.Repeat(rule, 3))}}]}""";
    }

    public LanguageModel Start() => new(
        "hash",
        LetterModel.Files(vocabulary, context, endOfText, Decoder),
        perCall, 1,
        attention => new HashCalls(this, attention));

    /// <summary>The greedy tokens after others, without any sequence.</summary>
    public int[] Continue(IEnumerable<int> tokens, int count)
    {
        var all = tokens.ToList();
        var start = all.Count;
        for (var i = 0; i < count; i++)
        {
            var logits = Logits(all);
            all.Add(Array.IndexOf(logits, logits.Max()));
            if (endOfText.Contains(all[^1]))
            {
                break;
            }
        }
        return [.. all.Skip(start)];
    }

    private float[] Logits(IEnumerable<int> tokens) => LetterModel.Logits(vocabulary, tokens.Select(t => (uint)t));

    private sealed class HashCalls(HashModel model, CachedAttention attention) : ITokenCalls
    {
        private readonly List<int> tokens = [];

        public bool KeepsState => model.KeepsState;

        public Tensor Run(Tensor ids, Tensor positions, ReadOnlySpan<long> rows)
        {
            var number = model.Calls++;
            var count = (int)ids.Shape[0];
            Assert.InRange(count, 1, (int)model.PerCall);
            for (var i = 0; i < count; i++)
            {
                var (id, position) = ((int)ids.AsSpan<long>()[i], (int)positions.AsSpan<long>()[i]);
                tokens.RemoveRange(position, tokens.Count - position);
                tokens.Add(id);
            }
            // Its keys are the tokens: the cache must hold them all.
            var key = Cast.To(ids, DType.F32).View(count, 1, 1);
            var call = AttentionCall.Of(
                new AttentionRules(1) { IsCausal = true }, key, key, key, null, Tensor.Zeros(DType.F32, count, 1, 1));
            attention.Attend(Workers.Alone, new AttentionTask { Call = call, Layer = 0 });
            model.InCall?.Invoke(number);
            var logits = new float[rows.Length * model.Vocabulary];
            var last = model.Logits(tokens);
            model.Change?.Invoke(tokens.Count, last);
            Assert.Equal(count - 1, rows[^1]);
            last.CopyTo(logits, (rows.Length - 1) * model.Vocabulary);
            return Tensor.From(logits, rows.Length, model.Vocabulary);
        }

        public void Dispose() => model.Disposed++;
    }

    private int Vocabulary => vocabulary;

    private long PerCall => perCall;
}
