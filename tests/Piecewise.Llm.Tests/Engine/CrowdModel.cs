using Piecewise.Llm.Tests.Generation;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm.Tests.Engines;

/// <summary>
/// A language model of one layer whose attention weighs all tokens alike: its logits are a hash of what attention gives, which is a
/// function of all tokens of the sequence and their positions. A key or value of another sequence, or a stale one, changes everything after
/// it; what should come is known without any engine.
/// </summary>
internal sealed class CrowdModel(int vocabulary = 40, long context = 400, long perCall = 64, params int[] endOfText)
{
    private const int Size = 8;

    /// <summary>Tokens of each call so far.</summary>
    public List<int> Calls { get; } = [];

    /// <summary>What happens before a call, given its tokens.</summary>
    public Action<long[]>? BeforeCall { get; set; }

    public bool KeepsState { get; init; }

    public LanguageModel Start() => new(
        "crowd",
        LetterModel.Files(vocabulary, context, endOfText, decoder: """{"type": "Fuse"}"""),
        perCall, 1, attention => new CrowdCalls(this, attention));

    /// <summary>The greedy tokens after others.</summary>
    public int[] Continue(IEnumerable<int> prompt, int count)
    {
        var sum = new float[Size];
        var tokens = prompt.ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            Add(sum, tokens[i], i);
        }
        var start = tokens.Count;
        while (tokens.Count < start + count)
        {
            var logits = Logits([.. sum.Select(x => x / tokens.Count)]);
            var next = Array.IndexOf(logits, logits.Max());
            Add(sum, next, tokens.Count);
            tokens.Add(next);
            if (endOfText.Contains(next))
            {
                break;
            }
        }
        return [.. tokens.Skip(start)];
    }

    // Whole numbers, whose sums are exact in any order.
    private static void Add(Span<float> sum, long id, long position)
    {
        var hash = (ulong)((id * 1_000_003) + position + 1) * 0x9E3779B97F4A7C15;
        for (var i = 0; i < Size; i++)
        {
            hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9;
            sum[i] += (hash >> 54) - 512f;
        }
    }

    private float[] Logits(float[] state) => LetterModel.Logits(vocabulary, state.Select(x => BitConverter.SingleToUInt32Bits(x + 0f)));

    private sealed class CrowdCalls(CrowdModel model, CachedAttention attention) : ITokenCalls
    {
        public bool KeepsState => model.KeepsState;

        public Tensor Run(Tensor ids, Tensor positions, ReadOnlySpan<long> rows)
        {
            var count = (int)ids.ElementCount;
            Assert.InRange(count, 1, (int)model.PerCall);
            model.BeforeCall?.Invoke(ids.AsSpan<long>().ToArray());
            model.Calls.Add(count);
            var values = new float[count * Size];
            for (var i = 0; i < count; i++)
            {
                Add(values.AsSpan(i * Size, Size), ids.AsSpan<long>()[i], positions.AsSpan<long>()[i]);
            }
            Tensor value = Tensor.From(values, count, 1, Size), key = Tensor.Zeros(DType.F32, count, 1, 1);
            var result = Tensor.Zeros(DType.F32, count, 1, Size);
            attention.Attend(
                Workers.Alone, AttentionTask.Of(0, new AttentionRules(1) { IsCausal = true }, key, key, value, null, result));
            var logits = new float[rows.Length * model.Vocabulary];
            for (var i = 0; i < rows.Length; i++)
            {
                model.Logits(result.AsSpan<float>().Slice((int)rows[i] * Size, Size).ToArray()).CopyTo(logits, i * model.Vocabulary);
            }
            return Tensor.From(logits, rows.Length, model.Vocabulary);
        }

        public void Dispose()
        {
        }
    }

    private int Vocabulary => vocabulary;

    private long PerCall => perCall;
}
