using System.Text.Json;

namespace Piecewise.Peers.Models;

/// <summary>The sizes of a decoder of the Llama or Qwen3 kind, from its configuration.</summary>
/// <param name="Kind">As Hugging Face names it: <c>llama</c> or <c>qwen3</c>.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Hidden">Elements of a token between layers.</param>
/// <param name="Intermediate">Elements of a token inside of a feed-forward network.</param>
/// <param name="Heads">Heads of queries.</param>
/// <param name="KeyHeads">Heads of keys and of values.</param>
/// <param name="HeadSize">Elements of a head.</param>
/// <param name="Vocabulary">Tokens.</param>
/// <param name="Positions">Tokens that a text may have.</param>
/// <param name="Epsilon">What norms add to the mean of squares.</param>
/// <param name="Theta">The base of rotary positions.</param>
/// <param name="IsTied">Embedding and head are one weight.</param>
internal sealed record DecoderShape(
    string Kind, int Layers, int Hidden, int Intermediate, int Heads, int KeyHeads, int HeadSize, int Vocabulary, int Positions,
        float Epsilon, float Theta,
    bool IsTied)
{
    /// <summary>Queries and keys are normalized by head.</summary>
    public bool HasHeadNorms => Kind == "qwen3";

    /// <summary>A title for tables.</summary>
    public string Title =>
        $"{Kind}, {Layers} layers, hidden {Hidden}, intermediate {Intermediate}, {Heads} heads of {HeadSize}, {KeyHeads} key heads, "
        + $"vocabulary {Vocabulary}";

    /// <summary>Weights of all products of one token but the head's.</summary>
    public long LayerWeights => (long)Layers * Hidden * ((2L * Heads * HeadSize) + (2L * KeyHeads * HeadSize) + (3L * Intermediate));

    /// <summary>Weights of the head.</summary>
    public long HeadWeights => (long)Hidden * Vocabulary;

    /// <exception cref="InvalidDataException">The peers' writers know no such model.</exception>
    public static DecoderShape Read(string config)
    {
        using var document = JsonDocument.Parse(config);
        var root = document.RootElement;
        var kind = root.GetProperty("model_type").GetString();
        if (kind is not ("llama" or "qwen3") || IsSet(root, "attention_bias") || IsSet(root, "mlp_bias")
            || IsSet(root, "use_sliding_window"))
        {
            throw new InvalidDataException(
                $"the configuration is that of {kind}; only llama and qwen3 without biases and windows can be written for the peers");
        }
        var rope = root.GetProperty("rope_parameters");
        if (rope.GetProperty("rope_type").GetString() != "default")
        {
            throw new InvalidDataException("rotary positions are scaled, which the writers for the peers don't know");
        }
        int Number(string name) => root.GetProperty(name).GetInt32();
        return new DecoderShape(
            kind, Number("num_hidden_layers"), Number("hidden_size"), Number("intermediate_size"), Number("num_attention_heads"),
                Number("num_key_value_heads"),
            Number("head_dim"), Number("vocab_size"), Number("max_position_embeddings"), root.GetProperty("rms_norm_eps").GetSingle(),
            rope.GetProperty("rope_theta").GetSingle(), IsSet(root, "tie_word_embeddings"));
    }

    private static bool IsSet(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
