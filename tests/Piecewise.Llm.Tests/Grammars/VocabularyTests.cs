using System.Text;
using System.Text.Json;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Tests.Tokenization;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Masks over the vocabularies of real families of tokenizers.</summary>
public sealed class VocabularyTests
{
    public static TheoryData<string> Styles => TokenizerFixture.StyleData;

    [Theory]
    [MemberData(nameof(Styles))]
    public void The_text_of_what_is_picked_is_of_the_schema(string style)
    {
        var tokenizer = TokenizerFixture.Load(style).Tokenizer;
        byte[][] bytes;
        try
        {
            bytes = TokenBytes.Of(tokenizer);
        }
        catch (GrammarException e)
        {
            // What a token adds depends on what follows.
            Assert.Contains("cannot be held to a form", e.Message, StringComparison.Ordinal);
            return;
        }
        var trie = new TokenTrie([.. bytes, []]);
        var schema = JsonElement.Parse(
            """
            {"type": "object", "additionalProperties": false, "required": ["name", "list"], "properties":
             {"name": {"type": "string"}, "list": {"type": "array", "items": {"enum": ["x", "y 1", null]}}, "n": {"type": "number"}}}
            """);
        var random = new Random(5);
        var whole = 0;
        for (var i = 0; i < 20; i++)
        {
            (List<int> Tokens, bool IsWhole) sample;
            try
            {
                sample = GrammarReading.Sample(Grammar.JsonSchema(schema), trie, random, most: 200);
            }
            catch (GrammarException e)
            {
                Assert.Contains("vocabulary cannot write", e.Message, StringComparison.Ordinal);
                return;
            }
            var stream = tokenizer.StartDecoding();
            var text = string.Concat(sample.Tokens.Select(stream.Append)) + stream.Complete();
            Assert.Equal(text, Encoding.UTF8.GetString(GrammarReading.Join(trie, sample.Tokens)));
            if (sample.IsWhole)
            {
                whole++;
                Assert.True(new SchemaValidator(schema).IsValid(JsonElement.Parse(text)), text);
            }
        }
        Assert.True(whole > 10, $"Only {whole} texts came to their ends.");
    }
}
