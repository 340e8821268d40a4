using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>A small Llama over flattened tokens, written as C# functions over traced tensors.</summary>
internal sealed record LlamaModel(int Layers, int Vocabulary, int Hidden, int Heads, int KeyHeads, int Inner)
{
    public const double Epsilon = 1e-5;
    public const double Theta = 10000;

    public int HeadSize => Hidden / Heads;

    /// <summary>Every weight with its shape.</summary>
    public IEnumerable<(string Name, long[] Shape)> Weights()
    {
        yield return ("embed_tokens.weight", [Vocabulary, Hidden]);
        for (var i = 0; i < Layers; i++)
        {
            yield return ($"layers.{i}.input_layernorm.weight", [Hidden]);
            yield return ($"layers.{i}.self_attn.q_proj.weight", [Hidden, Hidden]);
            yield return ($"layers.{i}.self_attn.k_proj.weight", [KeyHeads * HeadSize, Hidden]);
            yield return ($"layers.{i}.self_attn.v_proj.weight", [KeyHeads * HeadSize, Hidden]);
            yield return ($"layers.{i}.self_attn.o_proj.weight", [Hidden, Hidden]);
            yield return ($"layers.{i}.post_attention_layernorm.weight", [Hidden]);
            yield return ($"layers.{i}.mlp.gate_proj.weight", [Inner, Hidden]);
            yield return ($"layers.{i}.mlp.up_proj.weight", [Inner, Hidden]);
            yield return ($"layers.{i}.mlp.down_proj.weight", [Hidden, Inner]);
        }
        yield return ("norm.weight", [Hidden]);
    }

    /// <summary>Next-token scores: [num_tokens, vocabulary].</summary>
    public TracedOutputs Forward(TraceScope scope)
    {
        var (ids, positions) = (scope["input_ids"], scope["positions"]);
        var table = scope.Parameter("embed_tokens.weight");
        var (cos, sin) = RotaryTables(scope, positions);
        var hidden = ids.Embedding(table);
        for (var i = 0; i < Layers; i++)
        {
            using (scope.Module($"layers.{i}", "LlamaDecoderLayer"))
            {
                hidden = Layer(scope, hidden, cos, sin, positions);
            }
        }
        return hidden.RmsNorm(scope.Parameter("norm.weight"), Epsilon).Linear(table);
    }

    private TracedTensor Layer(TraceScope scope, TracedTensor hidden, TracedTensor cos, TracedTensor sin, TracedTensor positions)
    {
        hidden += Attention(scope, hidden.RmsNorm(scope.Parameter("input_layernorm.weight"), Epsilon), cos, sin, positions);
        return hidden + FeedForward(scope, hidden.RmsNorm(scope.Parameter("post_attention_layernorm.weight"), Epsilon));
    }

    private TracedTensor Attention(TraceScope scope, TracedTensor x, TracedTensor cos, TracedTensor sin, TracedTensor positions)
    {
        using var module = scope.Module("self_attn", "LlamaAttention");
        var tokens = x.Shape[0];
        var query = Rotate(x.Linear(scope.Parameter("q_proj.weight")).View(tokens, Heads, HeadSize), cos, sin).Transpose(0, 1);
        var key = Rotate(x.Linear(scope.Parameter("k_proj.weight")).View(tokens, KeyHeads, HeadSize), cos, sin);
        var value = x.Linear(scope.Parameter("v_proj.weight")).View(tokens, KeyHeads, HeadSize);
        var scores = query.MatMul(Repeat(key).Transpose(1, 2)) * (1 / Math.Sqrt(HeadSize));
        var seen = positions.Unsqueeze(1) >= positions.Unsqueeze(0);
        var weights = Op.Where(seen, scores, double.NegativeInfinity).Softmax(-1);
        return weights.MatMul(Repeat(value)).Transpose(0, 1).Reshape(tokens, Hidden).Linear(scope.Parameter("o_proj.weight"));
    }

    // [tokens, key heads, width] → [heads, tokens, width]: neighbouring heads share keys.
    private TracedTensor Repeat(TracedTensor x)
    {
        var tokens = x.Shape[0];
        return x.Unsqueeze(2).Expand(tokens, KeyHeads, Heads / KeyHeads, HeadSize).Reshape(tokens, Heads, HeadSize).Transpose(0, 1);
    }

    private static TracedTensor Rotate(TracedTensor x, TracedTensor cos, TracedTensor sin)
    {
        var halves = x.Chunk(2, dim: -1);
        return x * cos + Op.Cat([-halves[1], halves[0]], dim: -1) * sin;
    }

    private (TracedTensor Cos, TracedTensor Sin) RotaryTables(TraceScope scope, TracedTensor positions)
    {
        float[] frequencies = [.. Enumerable.Range(0, HeadSize / 2).Select(i => (float)Math.Pow(Theta, -2.0 * i / HeadSize))];
        var angles = positions.To(DType.F32).Unsqueeze(1) * scope.Constant("inv_freq", Tensor.From(frequencies, HeadSize / 2));
        var both = Op.Cat([angles, angles], dim: -1).Unsqueeze(1);
        return (both.Cos(), both.Sin());
    }

    private static TracedTensor FeedForward(TraceScope scope, TracedTensor x)
    {
        using var module = scope.Module("mlp", "LlamaMLP");
        var gate = x.Linear(scope.Parameter("gate_proj.weight")).Silu();
        return (gate * x.Linear(scope.Parameter("up_proj.weight"))).Linear(scope.Parameter("down_proj.weight"));
    }
}
