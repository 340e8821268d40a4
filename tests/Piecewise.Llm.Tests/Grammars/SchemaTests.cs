using System.Text;
using System.Text.Json;
using Piecewise.Llm.Grammars;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Texts that are picked at random among what a schema's mask allows are of the schema, and never at a dead end.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_picked_is_of_the_schema(int seed)
    {
        var random = new Random(seed);
        var whole = 0;
        for (var i = 0; i < 60; i++)
        {
            var text = new RandomSchema(random).Make().ToJsonString();
            var schema = JsonElement.Parse(text);
            Grammar grammar;
            try
            {
                grammar = Grammar.JsonSchema(schema);
            }
            catch (GrammarException e)
            {
                // Bounds with no number between them.
                Assert.Contains("no such text", e.Message, StringComparison.Ordinal);
                continue;
            }
            var trie = GrammarReading.Pieces(random, 900);
            var (tokens, isWhole) = GrammarReading.Sample(grammar, trie, random, most: 300);
            var written = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(
                isWhole ? GrammarReading.Join(trie, tokens) : "null"u8.ToArray());
            if (isWhole)
            {
                whole++;
                Assert.True(new SchemaValidator(schema).IsValid(JsonElement.Parse(written)), $"{written}\nis not of\n{text}");
            }
        }
        Assert.True(whole > 40, $"Only {whole} texts came to their ends.");
    }

    [Fact]
    public void A_mask_has_exactly_the_tokens_that_can_be_read()
    {
        var random = new Random(7);
        for (var i = 0; i < 25; i++)
        {
            var schema = JsonElement.Parse(i % 3 == 0 ? "{}" : new RandomSchema(random).Make().ToJsonString());
            var grammar = Grammar.JsonSchema(schema);
            var trie = GrammarReading.Pieces(random, 700);
            var rules = new ByteGrammar(grammar.Rules, trie.Bytes);
            var reader = new FrameReader(rules, 4096);
            List<Frame> frames = [reader.Of(rules.Start, null)];
            var matcher = new GrammarMatcher(new TokenMasks(rules, trie));
            for (var step = 0; step < 60 && !matcher.IsAtEnd; step++)
            {
                var logits = new float[trie.TokenCount + 3];
                matcher.Apply(logits, [trie.TokenCount - 1], mayEnd: true);
                for (var token = 0; token < trie.TokenCount - 1; token++)
                {
                    Assert.True(Read(reader, frames, trie.BytesOf(token)).Count > 0 == (logits[token] == 0), $"the token {token}");
                }
                Assert.Equal(frames.Exists(reader.Ends), logits[trie.TokenCount - 1] == 0);
                Assert.All(logits[trie.TokenCount..], l => Assert.Equal(float.NegativeInfinity, l));
                var allowed = Enumerable.Range(0, trie.TokenCount - 1).Where(t => logits[t] == 0).ToArray();
                if (allowed.Length == 0)
                {
                    break;
                }
                var picked = allowed[random.Next(allowed.Length)];
                matcher.Append(picked);
                frames = Read(reader, frames, trie.BytesOf(picked));
            }
        }
    }

    [Fact]
    public void Numbers_are_held_to_their_bounds()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var (low, high) = (random.Next(-2500, 2500) / 100m, random.Next(-2500, 2500) / 100m);
            var least = random.Next(2) == 0 ? "minimum" : "exclusiveMinimum";
            var most = random.Next(2) == 0 ? "maximum" : "exclusiveMaximum";
            var isWhole = random.Next(3) == 0;
            var bounds = new Dictionary<string, object> { ["type"] = isWhole ? "integer" : "number" };
            if (random.Next(4) > 0)
            {
                bounds[least] = low;
            }
            if (random.Next(4) > 0)
            {
                bounds[most] = high;
            }
            var schema = JsonElement.Parse(JsonSerializer.Serialize(bounds));
            var validator = new SchemaValidator(schema);
            string[] texts = [.. Enumerable.Range(0, 60).Select(_ => Number(random, isWhole)), "0", $"{low}", $"{high}"];
            Grammar grammar;
            try
            {
                grammar = Grammar.JsonSchema(schema);
            }
            catch (GrammarException)
            {
                Assert.All(texts, t => Assert.False(validator.IsValid(JsonElement.Parse(t)), $"{t} is of {schema}"));
                continue;
            }
            Assert.All(texts, t => Assert.True(
                validator.IsValid(JsonElement.Parse(t)) == grammar.Accepts(t), $"{t} and {schema}"));
        }
    }

    [Theory]
    [InlineData("""{"type": "string"}""", "\"a\\n\\u00e9\\ud83d\\ude00😀\"", true)]
    [InlineData("""{"type": "string"}""", "\"\\ud83d\"", false)]
    [InlineData("""{"type": "string"}""", "\"\\ude00\\ud83d\"", false)]
    [InlineData("""{"type": "string"}""", "\"a\nb\"", false)]
    [InlineData("""{"type": "string"}""", "\"a\"b\"", false)]
    [InlineData("""{"type": "string"}""", " \"a\"", false)]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", "[1, 2,3,\n  4 ]", true)]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", "[1,]", false)]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", "[01]", false)]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", "[-]", false)]
    [InlineData("""{"type": "object"}""", "{\"a\": {\"b\": []}, \"c\":null}", true)]
    [InlineData("""{"type": "object"}""", "{,}", false)]
    [InlineData("""{"properties": {"a": {}, "b": {}}}""", "{\"b\": 1}", true)]
    [InlineData("""{"properties": {"a": {}, "b": {}}}""", "{\"b\": 1, \"a\": 1}", false)]
    [InlineData("""{"properties": {"a": {}, "b": {}}, "required": ["a"]}""", "{\"b\": 1}", false)]
    [InlineData("""{"allOf": [{"$ref": "#/$defs/x~1y"}], "$defs": {"x/y": {"const": 5}}}""", "5", true)]
    [InlineData("""{"type": "number"}""", "-0.5e+10", true)]
    [InlineData("""{"type": "number"}""", "1e999", false)]
    public void Json_is_read_as_it_is_written(string schema, string text, bool isOne) =>
        Assert.Equal(isOne, Grammar.JsonSchema(JsonElement.Parse(schema)).Accepts(text));

    [Theory]
    [InlineData("5", "")]
    [InlineData("false", "")]
    [InlineData("""{"type": "strange"}""", "type")]
    [InlineData("""{"properties": {"a": {"type": "string", "not": {}}}}""", "properties.a.not")]
    [InlineData("""{"properties": {"a": {"items": {"oneOf": []}}}}""", "properties.a.items.oneOf")]
    [InlineData("""{"properties": {"a": {"anyOf": [{"type": "null"}, {"if": {}}]}}}""", "properties.a.anyOf[1].if")]
    [InlineData("""{"patternProperties": {}}""", "patternProperties")]
    [InlineData("""{"properties": {}, "required": ["x"]}""", "required")]
    [InlineData("""{"properties": 5}""", "properties")]
    [InlineData("""{"type": "string", "format": "color"}""", "format")]
    [InlineData("""{"type": "string", "pattern": "(?=a)"}""", "pattern")]
    [InlineData("""{"type": "string", "pattern": "a", "maxLength": 5}""", "")]
    [InlineData("""{"type": "string", "minLength": 3, "maxLength": 2}""", "maxLength")]
    [InlineData("""{"type": "array", "minItems": -1}""", "minItems")]
    [InlineData("""{"type": "number", "multipleOf": 0.1}""", "multipleOf")]
    [InlineData("""{"type": "number", "minimum": 1e30}""", "minimum")]
    [InlineData("""{"enum": []}""", "enum")]
    [InlineData("""{"type": "string", "enum": [1]}""", "enum")]
    [InlineData("""{"$ref": "#"}""", "$ref")]
    [InlineData("""{"$ref": "#/$defs/no"}""", "$ref")]
    [InlineData("""{"$ref": "http://x"}""", "$ref")]
    [InlineData("""{"anyOf": [{"$ref": "#"}, {"type": "null"}]}""", "")]
    [InlineData("""{"anyOf": [{"type": "null"}], "type": "null"}""", "type")]
    [InlineData("""{"allOf": [{}, {}]}""", "allOf")]
    [InlineData("""{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}""", "")]
    public void What_is_not_held_is_refused_with_its_place(string schema, string path)
    {
        var error = Assert.Throws<GrammarException>(() => Grammar.JsonSchema(JsonElement.Parse(schema)));
        Assert.Equal(path, error.Path);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_a_stranger_ends_soon()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var chain = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $$"""
            "d{{i}}": {"anyOf": [{"$ref": "#/$defs/d{{i + 1}}"}, {"type": "null"}]}
            """));
        var wide = string.Join(", ", Enumerable.Range(0, 20_000).Select(i => $$"""
            "p{{i}}": {"type": "object", "properties": {"x{{i}}": {} } }
            """));
        foreach (var schema in new[]
        {
            $$$"""{"$ref": "#/$defs/d0", "$defs": { {{{chain}}}, "d3000": {} } }""",
            $$$"""{"properties": { {{{wide}}} } }""",
            """{"items": {"items": {"type": "string", "minLength": 10000}, "minItems": 10000}, "minItems": 10000}""",
            $$"""{"enum": [{{string.Join(", ", Enumerable.Range(0, 50_000).Select(i => $"\"{i * 7919}\""))}}]}""",
        })
        {
            try
            {
                _ = Grammar.JsonSchema(JsonElement.Parse(schema));
            }
            catch (GrammarException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    private static string Number(Random random, bool isWhole)
    {
        var whole = random.Next(3) == 0 ? 0 : random.Next(30);
        var sign = random.Next(2) == 0 && (whole > 0 || !isWhole) ? "-" : "";
        var fraction = isWhole || random.Next(3) == 0 ? "" : $".{random.Next(100).ToString("00").TrimEnd('0').PadRight(1, '0')}";
        return sign.Length > 0 && whole == 0 && fraction.Length == 0 ? "0" : $"{sign}{whole}{fraction}";
    }

    private static List<Frame> Read(FrameReader reader, List<Frame> frames, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            var next = new List<Frame>();
            reader.Read(frames.ToArray(), value, next);
            frames = next;
        }
        return frames;
    }
}
