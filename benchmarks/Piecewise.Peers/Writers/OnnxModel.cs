using Piecewise.Peers.Models;

namespace Piecewise.Peers.Writers;

/// <summary>
/// A decoder of ONNX Runtime's own fused operators, as its model builder makes it: attention with rotary positions on a cache that it
/// writes in place,
/// norms with the sum before them. The logits are those of the last token only.
/// </summary>
internal sealed class OnnxModel
{
    private const string Own = "com.microsoft.";

    private readonly DecoderFile model;
    private readonly DecoderShape shape;
    private readonly OnnxProducts products;
    private readonly OnnxWriter file;

    private OnnxModel(DecoderFile model, OnnxProducts.Kind kind, OnnxWriter file)
    {
        this.model = model;
        this.file = file;
        shape = model.Shape;
        products = new OnnxProducts(file, kind);
    }

    /// <param name="model">Its sizes and weights.</param>
    /// <param name="kind">How products are computed.</param>
    /// <param name="positions">Tokens that the cache has room for.</param>
    /// <param name="path">Of the model; its weights go to a file beside it.</param>
    public static void Write(DecoderFile model, OnnxProducts.Kind kind, int positions, string path)
    {
        using var file = new OnnxWriter(path);
        new OnnxModel(model, kind, file).Write(positions);
    }

    private void Write(int positions)
    {
        file.Input("input_ids", OnnxWriter.ElementType.Int64, 1, "tokens");
        file.Input("last_position", OnnxWriter.ElementType.Int32, 1);
        file.Input("total_tokens", OnnxWriter.ElementType.Int32);
        file.Output("logits", OnnxWriter.ElementType.F32, 1, shape.Vocabulary);
        var (cosines, sines) = Angles(positions);
        var embedding = file.Weight("embedding", model.Read("embed_tokens.weight"), shape.Vocabulary, shape.Hidden);
        var sum = file.Node("Gather", [embedding, "input_ids"], ("axis", 0));
        var x = file.Node(
            "SimplifiedLayerNormalization", [sum, Vector("layers.0.input_layernorm.weight", shape.Hidden)], ("axis", -1),
                ("epsilon", shape.Epsilon), ("stash_type", 1));
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var name = $"layers.{layer}.";
            x = Attention(name, layer, x, cosines, sines);
            x = AddAndNorm(name + "post_attention_layernorm.weight", x, ref sum);
            x = FeedForward(name, x);
            x = AddAndNorm(layer + 1 < shape.Layers ? $"layers.{layer + 1}.input_layernorm.weight" : "norm.weight", x, ref sum);
        }
        var last = file.Node("Gather", [x, file.Weight("last", [-1L])], ("axis", 1));
        products.Head(last, embedding, shape.IsTied ? null : model.Read("lm_head.weight"), () =>
            model.Read("embed_tokens.weight"), shape.Vocabulary, shape.Hidden);
        file.Write();
    }

    private string Attention(string name, int layer, string x, string cosines, string sines)
    {
        file.Input($"past.{layer}.key", OnnxWriter.ElementType.F32, 1, shape.KeyHeads, "positions", shape.HeadSize);
        file.Input($"past.{layer}.value", OnnxWriter.ElementType.F32, 1, shape.KeyHeads, "positions", shape.HeadSize);
        file.Output($"present.{layer}.key", OnnxWriter.ElementType.F32, 1, shape.KeyHeads, "positions", shape.HeadSize);
        file.Output($"present.{layer}.value", OnnxWriter.ElementType.F32, 1, shape.KeyHeads, "positions", shape.HeadSize);
        int queries = shape.Heads * shape.HeadSize, keys = shape.KeyHeads * shape.HeadSize;
        float[] q = model.Read(name + "self_attn.q_proj.weight"), k = model.Read(name + "self_attn.k_proj.weight"),
            v = model.Read(name + "self_attn.v_proj.weight");
        string query, key = "", value = "";
        if (shape.HasHeadNorms)
        {
            var input = products.Input(x);
            query = HeadNorm(name + "self_attn.q_norm.weight", products.Product(name + "q", input, q, queries, shape.Hidden), queries);
            key = HeadNorm(name + "self_attn.k_norm.weight", products.Product(name + "k", input, k, keys, shape.Hidden), keys);
            value = products.Product(name + "v", input, v, keys, shape.Hidden);
        }
        else
        {
            // One product for all three, which attention takes as they come.
            query = products.Product(name + "qkv", products.Input(x), [.. q, .. k, .. v], queries + (2 * keys), shape.Hidden);
        }
        var attended = file.Fresh();
        file.Node(
            Own + "GroupQueryAttention", [query, key, value, $"past.{layer}.key", $"past.{layer}.value", "last_position", "total_tokens",
                cosines, sines],
            [attended, $"present.{layer}.key", $"present.{layer}.value"],
            ("num_heads", shape.Heads), ("kv_num_heads", shape.KeyHeads), ("do_rotary", 1), ("rotary_interleaved", 0),
                ("scale", 1 / MathF.Sqrt(shape.HeadSize)));
        return products.Product(name + "o", products.Input(attended), model.Read(name + "self_attn.o_proj.weight"), shape.Hidden, queries);
    }

    private string HeadNorm(string weight, string x, int size)
    {
        var heads = file.Node("Reshape", [x, file.Weight(file.Fresh(), [0L, -1, shape.HeadSize], 3)]);
        var normed = file.Node(
            "SimplifiedLayerNormalization", [heads, Vector(weight, shape.HeadSize)], ("axis", -1), ("epsilon", shape.Epsilon),
                ("stash_type", 1));
        return file.Node("Reshape", [normed, file.Weight(file.Fresh(), [0L, -1, size], 3)]);
    }

    private string FeedForward(string name, string x)
    {
        var input = products.Input(x);
        var gate = products.Product(name + "gate", input, model.Read(name + "mlp.gate_proj.weight"), shape.Intermediate, shape.Hidden);
        var up = products.Product(name + "up", input, model.Read(name + "mlp.up_proj.weight"), shape.Intermediate, shape.Hidden);
        var silu = file.Node("Mul", [gate, file.Node("Sigmoid", [gate])]);
        return products.Product(
            name + "down", products.Input(file.Node("Mul", [silu, up])), model.Read(name + "mlp.down_proj.weight"), shape.Hidden,
                shape.Intermediate);
    }

    private string AddAndNorm(string weight, string x, ref string sum)
    {
        string normed = file.Fresh(), added = file.Fresh();
        file.Node(Own + "SkipSimplifiedLayerNormalization", [sum, x, Vector(weight, shape.Hidden)], [normed, "", "", added],
            ("epsilon", shape.Epsilon));
        sum = added;
        return normed;
    }

    private string Vector(string name, int size) => file.Weight(name, model.Read(name), size);

    private (string Cosines, string Sines) Angles(int positions)
    {
        var half = shape.HeadSize / 2;
        float[] cosines = new float[positions * half], sines = new float[positions * half];
        for (var i = 0; i < cosines.Length; i++)
        {
            var angle = i / half * Math.Pow(shape.Theta, -(double)(i % half) / half);
            (cosines[i], sines[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }
        return (file.Weight("cosines", cosines, positions, half), file.Weight("sines", sines, positions, half));
    }
}
