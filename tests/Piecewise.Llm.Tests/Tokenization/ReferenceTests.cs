using System.Text;

namespace Piecewise.Llm.Tests.Tokenization;

/// <summary>Ids and texts are exactly those of the reference library, for every style of tokenizer.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Styles => TokenizerFixture.StyleData;

    [Theory]
    [MemberData(nameof(Styles))]
    public void Encodes_as_the_reference(string style)
    {
        var fixture = TokenizerFixture.Load(style);
        foreach (var (text, ids, plainIds) in fixture.Encodings)
        {
            AssertIds(fixture.Tokenizer, text, ids, fixture.Tokenizer.Encode(text));
            AssertIds(fixture.Tokenizer, text, plainIds, fixture.Tokenizer.Encode(text, addSpecialTokens: false));
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Decodes_as_the_reference(string style)
    {
        var fixture = TokenizerFixture.Load(style);
        foreach (var (ids, text, fullText) in fixture.Decodings)
        {
            Assert.Equal(text, fixture.Tokenizer.Decode(ids));
            Assert.Equal(fullText, fixture.Tokenizer.Decode(ids, skipSpecialTokens: false));
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Streams_to_the_same_text_and_never_half_a_character(string style)
    {
        var fixture = TokenizerFixture.Load(style);
        foreach (var (ids, text, _) in fixture.Decodings)
        {
            var stream = fixture.Tokenizer.StartDecoding();
            var result = new StringBuilder();
            foreach (int id in ids)
            {
                string part = stream.Append(id);
                Assert.False(part.Length > 0 && (char.IsLowSurrogate(part[0]) || char.IsHighSurrogate(part[^1])), part);
                result.Append(part);
            }
            result.Append(stream.Complete());
            Assert.Equal(text, result.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Knows_the_same_tokens_both_ways(string style)
    {
        var fixture = TokenizerFixture.Load(style);
        Assert.Equal(fixture.Size, fixture.Tokenizer.VocabularySize);
        var tokens = Enumerable.Range(0, fixture.Size).Select(fixture.Tokenizer.IdToToken).ToList();
        for (int id = 0; id < fixture.Size; id++) Assert.Equal(id, fixture.Tokenizer.TokenToId(tokens[id]!));
        Assert.Null(fixture.Tokenizer.IdToToken(fixture.Size));
        Assert.Null(fixture.Tokenizer.IdToToken(-1));
        Assert.Null(fixture.Tokenizer.TokenToId("no such token"));
    }

    private static void AssertIds(Tokenizer tokenizer, string text, int[] expected, int[] actual)
    {
        // Tokens say more than ids when this fails.
        if (!expected.SequenceEqual(actual))
            Assert.Fail($"{System.Text.Json.JsonSerializer.Serialize(text)}\nexpected {Tokens(expected)}\nactual   {Tokens(actual)}");

        string Tokens(int[] ids) => string.Join(" | ", ids.Select(tokenizer.IdToToken));
    }
}
