using System.Runtime.InteropServices;
using Piecewise.Peers.Models;

namespace Piecewise.Peers.Writers;

/// <summary>A decoder as llama.cpp reads it.</summary>
internal static class GgufModel
{
    public static void Write(DecoderFile model, Format format, string path)
    {
        var shape = model.Shape;
        var file = new GgufWriter();
        file.Add("general.architecture", shape.Kind);
        file.Add("general.alignment", 32);
        file.Add($"{shape.Kind}.block_count", shape.Layers);
        file.Add($"{shape.Kind}.context_length", shape.Positions);
        file.Add($"{shape.Kind}.embedding_length", shape.Hidden);
        file.Add($"{shape.Kind}.feed_forward_length", shape.Intermediate);
        file.Add($"{shape.Kind}.attention.head_count", shape.Heads);
        file.Add($"{shape.Kind}.attention.head_count_kv", shape.KeyHeads);
        file.Add($"{shape.Kind}.attention.key_length", shape.HeadSize);
        file.Add($"{shape.Kind}.attention.value_length", shape.HeadSize);
        file.Add($"{shape.Kind}.rope.dimension_count", shape.HeadSize);
        file.Add($"{shape.Kind}.rope.freq_base", shape.Theta);
        file.Add($"{shape.Kind}.attention.layer_norm_rms_epsilon", shape.Epsilon);
        file.Add($"{shape.Kind}.vocab_size", shape.Vocabulary);
        if (model.Vocabulary is { } vocabulary)
        {
            // Byte pairs: what a server needs to be asked for texts.
            file.Add("tokenizer.ggml.model", "gpt2");
            file.Add("tokenizer.ggml.pre", "gpt-2");
            file.Add("tokenizer.ggml.tokens", vocabulary.Tokens);
            file.Add("tokenizer.ggml.merges", vocabulary.Merges);
            file.Add("tokenizer.ggml.eos_token_id", 0);
        }
        else
        {
            file.Add("tokenizer.ggml.model", "no_vocab");
        }

        Matrix("token_embd.weight", "embed_tokens.weight", shape.Hidden, shape.Vocabulary);
        if (!shape.IsTied)
        {
            Matrix("output.weight", "lm_head.weight", shape.Hidden, shape.Vocabulary);
        }
        Vector("output_norm.weight", "norm.weight", shape.Hidden);
        int queries = shape.Heads * shape.HeadSize, keys = shape.KeyHeads * shape.HeadSize;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            string to = $"blk.{layer}.", from = $"layers.{layer}.";
            Vector(to + "attn_norm.weight", from + "input_layernorm.weight", shape.Hidden);
            Vector(to + "ffn_norm.weight", from + "post_attention_layernorm.weight", shape.Hidden);
            Matrix(to + "attn_q.weight", from + "self_attn.q_proj.weight", shape.Hidden, queries, rotary: true);
            Matrix(to + "attn_k.weight", from + "self_attn.k_proj.weight", shape.Hidden, keys, rotary: true);
            Matrix(to + "attn_v.weight", from + "self_attn.v_proj.weight", shape.Hidden, keys);
            Matrix(to + "attn_output.weight", from + "self_attn.o_proj.weight", queries, shape.Hidden);
            Matrix(to + "ffn_gate.weight", from + "mlp.gate_proj.weight", shape.Hidden, shape.Intermediate);
            Matrix(to + "ffn_up.weight", from + "mlp.up_proj.weight", shape.Hidden, shape.Intermediate);
            Matrix(to + "ffn_down.weight", from + "mlp.down_proj.weight", shape.Intermediate, shape.Hidden);
            if (shape.HasHeadNorms)
            {
                Vector(to + "attn_q_norm.weight", from + "self_attn.q_norm.weight", shape.HeadSize);
                Vector(to + "attn_k_norm.weight", from + "self_attn.k_norm.weight", shape.HeadSize);
            }
        }
        file.Write(path);

        void Vector(string to, string from, int size) =>
            file.Add(to, [size], GgufWriter.GgmlType.F32, () => MemoryMarshal.AsBytes<float>(model.Read(from)).ToArray());

        void Matrix(string to, string from, int inputs, int outputs, bool rotary = false) =>
            file.Add(to, [inputs, outputs], TypeOf(format), () =>
        {
            var numbers = model.Read(from);
            // llama.cpp turns neighbours in models of the Llama kind, halves in those of the Qwen kind.
            return Encode(rotary && shape.Kind == "llama" ? Interleaved(numbers, inputs, shape.HeadSize) : numbers, format);
        });
    }

    private static GgufWriter.GgmlType TypeOf(Format format) => format switch
    {
        Format.F32 => GgufWriter.GgmlType.F32,
        Format.BF16 => GgufWriter.GgmlType.BF16,
        Format.Int8 => GgufWriter.GgmlType.Q80,
        _ => GgufWriter.GgmlType.Q40,
    };

    private static byte[] Encode(float[] numbers, Format format) => format switch
    {
        Format.F32 => MemoryMarshal.AsBytes<float>(numbers).ToArray(),
        Format.BF16 => Blocks.BFloat16(numbers),
        Format.Int8 => Blocks.Q80(numbers),
        _ => Blocks.Q40(numbers),
    };

    // Rows i and i + half of each head become neighbours.
    private static float[] Interleaved(float[] numbers, int inputs, int headSize)
    {
        var result = new float[numbers.Length];
        for (var row = 0; row < numbers.Length / inputs; row++)
        {
            int inHead = row % headSize, half = headSize / 2;
            var to = row - inHead + (inHead < half ? 2 * inHead : (2 * (inHead - half)) + 1);
            numbers.AsSpan(row * inputs, inputs).CopyTo(result.AsSpan(to * inputs));
        }
        return result;
    }
}
