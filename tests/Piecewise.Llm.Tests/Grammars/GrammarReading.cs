using System.Text;
using Piecewise.Llm.Grammars;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Texts read byte by byte, without tokens, and texts that are made at random.</summary>
internal static class GrammarReading
{
    /// <summary>Whether a text is of a grammar.</summary>
    public static bool Accepts(this Grammar grammar, string text)
    {
        var rules = new ByteGrammar(grammar.Rules, null);
        var reader = new FrameReader(rules, 1000);
        List<Frame> frames = [reader.Of(rules.Start, null)], next = [];
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            next.Clear();
            reader.Read(frames.ToArray(), value, next);
            (frames, next) = (next, frames);
        }
        return frames.Exists(reader.Ends);
    }

    /// <summary>A vocabulary of all bytes and of pieces of JSON, some of which end inside a character.</summary>
    public static TokenTrie Pieces(Random random, int count)
    {
        const string Samples =
            """{"name": "été 😀", "a": [1, -2.5e3, null], "b": {"c": true, "id": false}, "value": "x\n\"\u00e9\\"}, {"a":[[]]}, 漢字 """;
        var text = Encoding.UTF8.GetBytes(Samples + "\n    \n        ");
        var tokens = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).ToList();
        while (tokens.Count < count)
        {
            var start = random.Next(text.Length);
            tokens.Add(text[start..Math.Min(text.Length, start + 1 + random.Next(9))]);
        }
        return new TokenTrie([.. tokens, []]);
    }

    /// <summary>Picks tokens at random among those that may follow.</summary>
    /// <param name="grammar">What the text must be.</param>
    /// <param name="trie">The tokens; the last one ends a text.</param>
    /// <param name="random">Picks.</param>
    /// <param name="most">Tokens at most; towards the end those come first that close what is open.</param>
    /// <returns>The tokens, and whether the text is at its end.</returns>
    public static (List<int> Tokens, bool IsWhole) Sample(
        Grammar grammar, TokenTrie trie, Random random, int most)
    {
        var masks = new TokenMasks(new ByteGrammar(grammar.Rules, trie.Bytes), trie);
        var matcher = new GrammarMatcher(masks);
        var (end, tokens) = (trie.TokenCount - 1, new List<int>());
        while (tokens.Count < most)
        {
            var logits = new float[trie.TokenCount + 3];
            matcher.Apply(logits, [end], mayEnd: true);
            var allowed = Enumerable.Range(0, logits.Length).Where(i => logits[i] == 0).ToArray();
            Assert.NotEmpty(allowed);
            var closing = allowed.Where(t => t == end || trie.BytesOf(t) is [(byte)'"' or (byte)'}' or (byte)']']).ToArray();
            var token = tokens.Count > most / 3 && closing.Length > 0 && random.Next(5) > 0
                ? closing[random.Next(closing.Length)] : allowed[random.Next(allowed.Length)];
            if (token == end)
            {
                return (tokens, true);
            }
            tokens.Add(token);
            matcher.Append(token);
            if (matcher.IsAtEnd)
            {
                return (tokens, true);
            }
        }
        return (tokens, false);
    }

    public static byte[] Join(TokenTrie trie, IEnumerable<int> tokens) => [.. tokens.SelectMany(t => trie.BytesOf(t).ToArray())];
}
