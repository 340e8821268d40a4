using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>The same model in plain loops over doubles: nothing of it is shared with the traced one but the weights.</summary>
internal sealed class LlamaReference(LlamaModel model, IReadOnlyDictionary<string, Tensor> weights)
{
    public double[][] Forward(long[] ids)
    {
        var hidden = ids.Select(id => Row("embed_tokens.weight", (int)id)).ToArray();
        for (var i = 0; i < model.Layers; i++)
        {
            var prefix = $"layers.{i}.";
            var attention = Attention(prefix + "self_attn.", [.. hidden.Select(x => Norm(x, prefix + "input_layernorm.weight"))]);
            hidden = [.. hidden.Zip(attention, Add)];
            hidden = [.. hidden.Select(x => Add(x, FeedForward(prefix + "mlp.", Norm(x, prefix + "post_attention_layernorm.weight"))))];
        }
        return [.. hidden.Select(x => Product(Norm(x, "norm.weight"), "embed_tokens.weight"))];
    }

    private double[][] Attention(string prefix, double[][] inputs)
    {
        var size = model.HeadSize;
        var queries = inputs.Select((x, p) => Rotate(Product(x, prefix + "q_proj.weight"), p)).ToArray();
        var keys = inputs.Select((x, p) => Rotate(Product(x, prefix + "k_proj.weight"), p)).ToArray();
        var values = inputs.Select(x => Product(x, prefix + "v_proj.weight")).ToArray();
        var results = new double[inputs.Length][];
        for (var t = 0; t < inputs.Length; t++)
        {
            var mixed = new double[model.Hidden];
            for (var head = 0; head < model.Heads; head++)
            {
                var shared = head / (model.Heads / model.KeyHeads) * size;
                var scores = Enumerable.Range(0, t + 1)
                    .Select(s => Enumerable.Range(0, size).Sum(d => queries[t][head * size + d] * keys[s][shared + d]) / Math.Sqrt(size))
                    .ToArray();
                var largest = scores.Max();
                var exponentials = scores.Select(s => Math.Exp(s - largest)).ToArray();
                for (var s = 0; s <= t; s++)
                {
                    for (var d = 0; d < size; d++)
                    {
                        mixed[head * size + d] += exponentials[s] / exponentials.Sum() * values[s][shared + d];
                    }
                }
            }
            results[t] = Product(mixed, prefix + "o_proj.weight");
        }
        return results;
    }

    private double[] FeedForward(string prefix, double[] x)
    {
        var up = Product(x, prefix + "up_proj.weight");
        var gated = Product(x, prefix + "gate_proj.weight").Select((g, i) => g / (1 + Math.Exp(-g)) * up[i]).ToArray();
        return Product(gated, prefix + "down_proj.weight");
    }

    private double[] Rotate(double[] heads, int position)
    {
        var (size, half) = (model.HeadSize, model.HeadSize / 2);
        var result = new double[heads.Length];
        for (var start = 0; start < heads.Length; start += size)
        {
            for (var i = 0; i < half; i++)
            {
                var (sin, cos) = Math.SinCos(position * Math.Pow(LlamaModel.Theta, -2.0 * i / size));
                result[start + i] = heads[start + i] * cos - heads[start + half + i] * sin;
                result[start + half + i] = heads[start + half + i] * cos + heads[start + i] * sin;
            }
        }
        return result;
    }

    private double[] Norm(double[] x, string weight)
    {
        var scale = 1 / Math.Sqrt(x.Sum(v => v * v) / x.Length + LlamaModel.Epsilon);
        var factors = weights[weight].AsSpan<float>().ToArray();
        return [.. x.Select((v, i) => v * scale * factors[i])];
    }

    private double[] Product(double[] x, string weight) =>
        [.. Enumerable.Range(0, (int)weights[weight].Shape[0]).Select(row => Row(weight, row).Zip(x, (a, b) => a * b).Sum())];

    private double[] Row(string weight, int row)
    {
        var width = (int)weights[weight].Shape[1];
        return [.. weights[weight].AsSpan<float>().Slice(row * width, width).ToArray().Select(v => (double)v)];
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
