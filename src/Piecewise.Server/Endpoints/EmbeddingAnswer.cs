using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Piecewise.Llm;

namespace Piecewise.Server.Endpoints;

/// <summary>Vectors as JSON, field by field as OpenAI's clients read them: lists of numbers, or little-endian floats in base64.</summary>
internal static class EmbeddingAnswer
{
    public static byte[] Write(string model, EmbeddingResult result, bool asBase64)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("object", "list");
            writer.WriteStartArray("data");
            for (var i = 0; i < result.Vectors.Length; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("object", "embedding");
                writer.WriteNumber("index", i);
                Write(writer, result.Vectors[i].Span, asBase64);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteString("model", model);
            writer.WriteStartObject("usage");
            writer.WriteNumber("prompt_tokens", result.Tokens);
            writer.WriteNumber("total_tokens", result.Tokens);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<float> vector, bool asBase64)
    {
        if (asBase64)
        {
            writer.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector));
            return;
        }
        writer.WriteStartArray("embedding");
        foreach (var number in vector)
        {
            writer.WriteNumberValue(number);
        }
        writer.WriteEndArray();
    }
}
