using System.Text.Json;

namespace Piecewise.Cli.Replicas;

/// <summary>How a request's prompt begins: requests that begin alike are best served where the beginning is computed already.</summary>
internal static class PromptPrefix
{
    // About as many tokens as a few blocks of keys and values hold.
    private const int ChunkBytes = 256;
    private const int MostChunks = 64;
    private const ulong Seed = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>A number for the first chunk of the prompt, one for the first two, and so on; none where there is no prompt of a
    /// chunk.</summary>
    /// <param name="body">JSON with a <c>prompt</c> or <c>messages</c>; anything else has none.</param>
    public static IReadOnlyList<ulong> Of(ReadOnlySpan<byte> body)
    {
        var prompt = Prompt(body);
        var chunks = new ulong[Math.Min(prompt.Length / ChunkBytes, MostChunks)];
        var hash = Seed;
        for (var i = 0; i < chunks.Length; i++)
        {
            // FNV-1a, which goes on where the chunk before ended.
            foreach (var value in prompt.Slice(i * ChunkBytes, ChunkBytes))
            {
                hash = (hash ^ value) * Prime;
            }
            chunks[i] = hash;
        }
        return chunks;
    }

    // As the client wrote it, quotes and brackets too.
    private static ReadOnlySpan<byte> Prompt(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return [];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPrompt = reader.ValueTextEquals("prompt"u8) || reader.ValueTextEquals("messages"u8);
                reader.Read();
                var begin = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isPrompt)
                    return body[begin..(int)reader.BytesConsumed];
            }
        }
        catch (JsonException)
        {
            // A replica says what is wrong with it.
        }
        return [];
    }
}
