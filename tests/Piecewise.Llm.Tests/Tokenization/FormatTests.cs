using System.Text;
using System.Text.Json.Nodes;

namespace Piecewise.Llm.Tests.Tokenization;

public sealed class FormatTests
{
    [Fact]
    public void Names_all_problems_at_once()
    {
        string json = Edit("gpt2", file =>
        {
            file["truncation"] = new JsonObject();
            file["normalizer"] = JsonNode.Parse(
                """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Nmt"},{"type":"Strip","strip_left":1}]}""");
            file["pre_tokenizer"] =
                JsonNode.Parse("""{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Sideways","invert":false,"extra":1}""");
            file["decoder"] = JsonNode.Parse("""{"type":"CTC"}""");
            file["model"]!["dropout"] = 0.5;
            file["surprise"] = 1;
        });
        var problems = Problems(json);
        Assert.Equal(
            [
                "truncation: texts cut to a length (supported: null)",
                "normalizer.normalizers[1].type: \"Nmt\" (supported: NFC, NFD, NFKC, NFKD, Sequence, Replace, Prepend, Lowercase, Strip, "
                + "StripAccents, BertNormalizer)",
                "normalizer.normalizers[2].strip_left: a number where true or false must be",
                "normalizer.normalizers[2].strip_right: is missing",
                "pre_tokenizer.pattern.Regex: unsupported at character 2: a '(' without its ')'",
                "pre_tokenizer.behavior: \"Sideways\" (supported: Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous)",
                "pre_tokenizer.extra: unknown field (supported: type, pattern, behavior, invert)",
                "decoder.type: \"CTC\" (supported: ByteLevel, Sequence, Replace, ByteFallback, Fuse, Strip, Metaspace, BPEDecoder, "
                + "WordPiece)",
                "model.dropout: merges left out at random (supported: null)",
                "surprise: unknown field (supported: version, truncation, padding, normalizer, pre_tokenizer, "
                + "post_processor, decoder, added_tokens)",
            ],
            problems);
    }

    [Theory]
    [InlineData("", "the file: not JSON")]
    [InlineData("[]", "the file: must be an object")]
    [InlineData("{} {}", "the file: not JSON")]
    [InlineData("{}", "model: is missing")]
    [InlineData("""{"model":3}""", "model: must be an object")]
    [InlineData("""{"model":{"type":"Unigram"}}""", "model.type: \"Unigram\" (supported: BPE, WordPiece)")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{}}}""", "model.unk_token: is missing")]
    [InlineData(
        """{"model":{"type":"WordPiece","vocab":{},"unk_token":"u","max_input_chars_per_word":5000}}""",
        "model.max_input_chars_per_word: must be a whole number from 0 to 1000")]
    [InlineData("""{"model":{"merges":[]}}""", "model.vocab: is missing")]
    [InlineData("""{"model":{"vocab":{}}}""", "model.merges: is missing")]
    [InlineData("""{"model":{"vocab":{"a":-1},"merges":[]}}""", "model.vocab: the id of \"a\" must be a whole number from 0 to 4194303")]
    [InlineData("""{"model":{"vocab":{"a":1,"b":1},"merges":[]}}""", "model.vocab: the token \"b\" or its id 1 occurs more than once")]
    [InlineData("""{"model":{"vocab":{"a":1},"merges":["a b"]}}""", "model.merges[0]: \"b\" is not in the vocabulary")]
    [InlineData("""{"model":{"merges":[["a","a"]],"vocab":{"a":1}}}""",
        "model.merges: \"aa\", made of \"a\" and \"a\", is not in the vocabulary")]
    [InlineData("""{"model":{"vocab":{"a":1},"merges":["a a a"]}}""", "model.merges[0]: must be two tokens")]
    [InlineData("""{"model":{"vocab":{"a":1},"merges":[["a"]]}}""", "model.merges[0]: must be two tokens")]
    [InlineData("""{"model":{"vocab":{"\ud800":1},"merges":[]}}""", "model.vocab: a token that is not Unicode")]
    [InlineData("""{"model":{"vocab":{},"merges":[]},"model":{}}""", "the file: the field model occurs more than once")]
    [InlineData("""{"version":"2.0","model":{"vocab":{},"merges":[]}}""", "version: \"2.0\" (supported: \"1.0\")")]
    [InlineData(
        """
        {"model":{"vocab":{},"merges":[]},
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}}],"special_tokens":{}}}
        """,
        "post_processor.single[0].SpecialToken.id: \"x\" is not among special_tokens")]
    [InlineData(
        """
        {"model":{"vocab":{},"merges":[]},"post_processor":{"type":"Sequence","processors":[
          {"type":"BertProcessing","sep":["b",1],"cls":["a",0]},{"type":"BertProcessing","sep":["b",1],"cls":["a",0]}]}}
        """,
        "post_processor.processors[1]: adds tokens to what another step added tokens to (supported: one such step)")]
    [InlineData("""{"model":{"vocab":{},"merges":[]},"pre_tokenizer":{"type":"Metaspace","replacement":"ab"}}""",
        "pre_tokenizer.replacement: must be one character")]
    public void Names_the_field_that_is_wrong(string json, string problem) =>
        Assert.Contains(Problems(json), found => found.StartsWith(problem, StringComparison.Ordinal));

    [Fact]
    public void Reads_merges_that_stand_before_the_vocabulary()
    {
        var tokenizer = Tokenizer.Load("""{"model":{"merges":["a b",["ab","b"]],"vocab":{"a":0,"b":1,"ab":2,"abb":3}}}""");
        Assert.Equal([3, 2], tokenizer.Encode("abbab"));
    }

    [Fact]
    public void Says_how_many_problems_there_are_when_there_are_many()
    {
        string merges = string.Join(',', Enumerable.Repeat("\"x y\"", 1000));
        var problems = Problems("{\"model\":{\"vocab\":{\"a\":0},\"merges\":[" + merges + "]}}");
        Assert.Equal(51, problems.Count);
        Assert.Equal("and 950 more", problems[^1]);
    }

    [Fact]
    public void Damaged_files_end_in_a_format_exception_or_a_tokenizer()
    {
        var chance = new Random(5);
        foreach (string style in TokenizerFixture.Styles)
        {
            byte[] original = Encoding.UTF8.GetBytes(TokenizerFixture.Load(style).Json);
            for (int round = 0; round < 60; round++)
            {
                byte[] damaged = Damage(original, chance);
                try
                {
                    Tokenizer.Load(damaged).Decode(Tokenizer.Load(damaged).Encode("Hello, 世界 12 <s>!"));
                }
                catch (TokenizerFormatException exception)
                {
                    Assert.NotEmpty(exception.Problems);
                }
                catch (InvalidOperationException exception) when (exception.Message.Contains("unknown token", StringComparison.Ordinal))
                {
                    // The damage hit the unknown token's name or entry; whether a text needs it is known only then.
                }
            }
        }
    }

    [Fact]
    public void Values_of_other_kinds_end_in_a_format_exception_or_a_tokenizer()
    {
        var chance = new Random(6);
        JsonNode?[] Values() =>
            [null, true, -1, 1e300, "", "\ud800", "x", new JsonArray(), new JsonArray(1, "a"), new JsonObject(),
                JsonNode.Parse("""{"type":"Sequence"}"""), "((((", 4_000_000];
        foreach (string style in TokenizerFixture.Styles)
        {
            for (int round = 0; round < 60; round++)
            {
                var file = JsonNode.Parse(TokenizerFixture.Load(style).Json)!.AsObject();
                Replace(file, chance, Values()[chance.Next(13)]);
                try
                {
                    Tokenizer.Load(file.ToJsonString());
                }
                catch (TokenizerFormatException exception)
                {
                    Assert.NotEmpty(exception.Problems);
                }
            }
        }
    }

    private static byte[] Damage(byte[] original, Random chance)
    {
        switch (chance.Next(4))
        {
            case 0: return original[..chance.Next(original.Length)];
            case 1:
                int from = chance.Next(original.Length), to = chance.Next(from, Math.Min(original.Length, from + 200));
                return [.. original[..from], .. original[to..]];
            default:
                byte[] damaged = [.. original];
                // Most of a file is vocabulary; the rest of it stands at the start.
                for (int i = chance.Next(1, 4); i > 0; i--) damaged[chance.Next(chance.Next(2) == 0 ? 1500 : damaged.Length)] =
                    (byte)chance.Next(256);
                return damaged;
        }
    }

    /// <summary>Puts a value in the place of a random one, anywhere in the tree but inside the vocabulary and the merges.</summary>
    private static void Replace(JsonNode node, Random chance, JsonNode? value)
    {
        if (node is JsonObject { Count: > 0 } fields)
        {
            string name = fields.ElementAt(chance.Next(fields.Count)).Key;
            if (fields[name] is JsonObject or JsonArray && name is not ("vocab" or "merges")
                && chance.Next(4) > 0) Replace(fields[name]!, chance, value);
            else fields[name] = value;
        }
        else if (node is JsonArray { Count: > 0 } items)
        {
            int index = chance.Next(items.Count);
            if (items[index] is JsonObject or JsonArray && chance.Next(4) > 0) Replace(items[index]!, chance, value);
            else items[index] = value;
        }
    }

    private static string Edit(string style, Action<JsonObject> edit)
    {
        var file = JsonNode.Parse(TokenizerFixture.Load(style).Json)!.AsObject();
        edit(file);
        return file.ToJsonString();
    }

    private static IReadOnlyList<string> Problems(string json) =>
        Assert.Throws<TokenizerFormatException>(() => Tokenizer.Load(json)).Problems;
}
