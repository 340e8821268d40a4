using System.Globalization;
using System.Text;
using Piecewise.Llm.Tokenization.Decoding;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Grammars;

/// <summary>The bytes that each token of a vocabulary adds to a text.</summary>
internal static class TokenBytes
{
    /// <summary>The bytes of all tokens by id; none for special tokens and ids without a token.</summary>
    /// <exception cref="GrammarException">What a token adds depends on more than the token.</exception>
    public static byte[][] Of(Tokenizer tokenizer)
    {
        var decoders = tokenizer.Decoders;
        if (decoders.Any(d => d is SpacesDecoder or SuffixDecoder or WordPieceDecoder))
        {
            throw new GrammarException(
                "Texts of this model cannot be held to a form: its tokenizer puts spaces between tokens by what follows.");
        }
        var result = new byte[tokenizer.IdLimit][];
        (int Id, string Text)? anchor = decoders is [ByteLevelDecoder] ? null : Anchor(tokenizer);
        for (var id = 0; id < result.Length; id++)
        {
            result[id] = tokenizer.IsSpecial(id) || tokenizer.IdToToken(id) is not { } token ? []
                : anchor is { } before ? Decoded(tokenizer, before, id, token)
                : ByteLevel(token);
        }
        return result;
    }

    private static byte[] ByteLevel(string token)
    {
        var bytes = new byte[token.Length];
        return ByteLevelAlphabet.TryGetBytes(token, bytes) ? bytes : Encoding.UTF8.GetBytes(token);
    }

    // Where the beginning of a text is treated apart, a token shows what it adds after another one.
    private static byte[] Decoded(Tokenizer tokenizer, (int Id, string Text) before, int id, string token)
    {
        if (token is ['<', '0', 'x', _, _, '>'] && tokenizer.Decoders.Any(d => d is ByteFallbackDecoder)
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var single))
        {
            return [single];
        }
        var text = tokenizer.Decode([before.Id, id]);
        return text.StartsWith(before.Text, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text[before.Text.Length..]) : [];
    }

    private static (int Id, string Text) Anchor(Tokenizer tokenizer)
    {
        for (var id = 0; id < tokenizer.IdLimit; id++)
        {
            if (tokenizer.IdToToken(id) is { } token && !tokenizer.IsSpecial(id) && char.IsLetterOrDigit(token, 0)
                && tokenizer.Decode([id]) is var text && text == token)
            {
                return (id, text);
            }
        }
        throw new GrammarException("Texts of this model cannot be held to a form: no token of its vocabulary stands for itself.");
    }
}
