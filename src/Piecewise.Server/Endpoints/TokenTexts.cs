using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Piecewise.Llm;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Server.Endpoints;

/// <summary>The bytes and the text of single tokens, which may be parts of characters only.</summary>
/// <param name="tokenizer">Of the model.</param>
internal sealed class TokenTexts(Tokenizer tokenizer)
{
    private const char Replacement = '\uFFFD';
    private const char WordStart = '\u2581';

    private readonly ConcurrentDictionary<int, TokenText> known = [];

    public TokenText Of(int id) => known.GetOrAdd(id, Find);

    private TokenText Find(int id)
    {
        var text = tokenizer.Decode([id], skipSpecialTokens: false);
        var token = tokenizer.IdToToken(id) ?? "";
        // Alone, the token begins the text, where such a tokenizer leaves out the space.
        if (token.StartsWith(WordStart) && !text.StartsWith(' '))
        {
            text = $" {text}";
        }
        if (!text.Contains(Replacement, StringComparison.Ordinal))
        {
            return new TokenText(text, Encoding.UTF8.GetBytes(text));
        }
        return BytesOf(token) is { } bytes && !Utf8.IsValid(bytes)
            // As OpenAI's server writes them.
            ? new TokenText($"bytes:{string.Concat(bytes.Select(b => string.Create(CultureInfo.InvariantCulture, $"\\x{b:x2}")))}", bytes)
            : new TokenText(text, Encoding.UTF8.GetBytes(text));
    }

    // Of a token with bytes that are no whole characters: in the alphabet of byte-level tokenizers, or one byte as <0xE2>.
    private static byte[]? BytesOf(string token)
    {
        if (token is ['<', '0', 'x', _, _, '>']
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var single))
        {
            return [single];
        }
        var bytes = new byte[token.Length];
        return ByteLevelAlphabet.TryGetBytes(token, bytes) ? bytes : null;
    }
}

/// <summary>A token as clients see it.</summary>
/// <param name="Text">Its text; for bytes that are no whole characters their list.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record TokenText(string Text, byte[] Bytes);
