using System.Numerics.Tensors;

namespace Piecewise.Tensors.Reference;

/// <summary>The router of a mixture of experts in one pass: scores, the k best per token, their weights.</summary>
internal static class ExpertChoice
{
    // DeepSeek's guard against tokens whose chosen scores all round to 0.
    private const float SmallestSum = 1e-20f;

    /// <param name="logits">[…, experts]; f32, f16 or bf16.</param>
    /// <param name="sigmoid">Whether a score is the logit's sigmoid; else the softmax over the experts. In f32.</param>
    /// <param name="normalize">Whether a token's weights are divided by their sum.</param>
    /// <param name="weights">f32 […, k], contiguous: the k highest scores, highest first.</param>
    /// <param name="experts">i64 […, k], contiguous: whose they are. Equal scores stand as <see cref="Selection{TKey, TOrder}"/> puts
    /// them.</param>
    public static void Run(Tensor logits, bool sigmoid, bool normalize, Tensor weights, Tensor experts)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(experts);
        var source = new FloatRows(logits);
        var k = (int)weights.Shape[^1];
        var scores = new float[source.Width];
        var entries = new Selection<float, Highest>.Entry[source.Width];
        var chosen = weights.AsSpan<float>();
        var positions = experts.AsSpan<long>();
        for (var row = 0; row < source.Count && k > 0; row++)
        {
            Choose(source.Read(row, scores), scores, entries, sigmoid, normalize, chosen.Slice(row * k, k), positions.Slice(row * k, k));
        }
        GC.KeepAlive(logits);
        GC.KeepAlive(weights);
        GC.KeepAlive(experts);
    }

    /// <summary>One token's choice.</summary>
    /// <param name="logits">[experts].</param>
    /// <param name="scores">[experts]: overwritten; may be the logits.</param>
    /// <param name="entries">[experts]: overwritten.</param>
    /// <param name="sigmoid">As above.</param>
    /// <param name="normalize">As above.</param>
    /// <param name="best">[k]: the weights.</param>
    /// <param name="positions">[k]: the experts.</param>
    internal static void Choose(
        ReadOnlySpan<float> logits, Span<float> scores, Span<Selection<float, Highest>.Entry> entries, bool sigmoid, bool normalize,
        Span<float> best,
        Span<long> positions)
    {
        Score(logits, sigmoid, scores);
        for (var i = 0; i < scores.Length; i++)
        {
            entries[i] = new(scores[i], i);
        }
        new Selection<float, Highest>(entries).TakeFirst(best.Length);
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = entries[i].Key;
            positions[i] = entries[i].Position;
        }
        if (normalize)
        {
            var sum = (float)Accumulate.Sum<float>(best);
            TensorPrimitives.Divide(best, sigmoid ? sum + SmallestSum : sum, best);
        }
    }

    private static void Score(ReadOnlySpan<float> logits, bool sigmoid, Span<float> scores)
    {
        if (sigmoid)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = 1 / (1 + MathF.Exp(-logits[i]));
            }
            return;
        }
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), scores);
        TensorPrimitives.Exp(scores, scores);
        TensorPrimitives.Divide(scores, (float)Accumulate.Sum<float>(scores), scores);
    }

    /// <summary>Highest score first.</summary>
    internal readonly struct Highest : Selection<float, Highest>.IOrder
    {
        // NaN comes first, as in torch.topk.
        public static bool IsBefore(float x, float y) => float.IsNaN(x) ? !float.IsNaN(y) : x > y;
    }
}
