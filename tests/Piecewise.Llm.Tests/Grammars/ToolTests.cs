using System.Text;
using System.Text.Json;
using Piecewise.Llm.Tools;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Calls of tools in the forms of three families: read out of texts, however those are cut, and held to.</summary>
public sealed class ToolTests
{
    private static readonly ToolDefinition[] Tools =
    [
        new("weather", JsonElement.Parse("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""")),
        new("add", JsonElement.Parse("""{"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": false}""")),
    ];

    [Theory]
    [InlineData("hermes", "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"}\\\"{\"}}\n</tool_call>", "", "f {\"a\": \"}\\\"{\"}")]
    [InlineData(
        "hermes",
        "Let me see.\n<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>\n"
        + "<tool_call>\n{\"arguments\": {\"b\": [1]}, \"name\": \"g\"}\n</tool_call>\n",
        "Let me see.\n", "f {}", "g {\"b\": [1]}")]
    [InlineData("hermes", "<tool_call>\n{\"name\": \"f\", \"arguments\": \"{\\\"a\\\": 1}\"}\n</tool_call>", "", "f {\"a\": 1}")]
    [InlineData("hermes", "<tool_call>\n{\"name\": \"f\"}\n</tool_call> more", "more", "f {}")]
    [InlineData("hermes", "a < b <tool_cal b", "a < b <tool_cal b")]
    [InlineData("hermes", "<tool_call>\nnot this</tool_call>", "not this</tool_call>")]
    [InlineData("hermes", "<tool_call>{\"arguments\": {}}</tool_call>", "{\"arguments\": {}}</tool_call>")]
    [InlineData("hermes", "<tool_call>{\"name\": 5, \"arguments\": {}}", "{\"name\": 5, \"arguments\": {}}")]
    [InlineData("hermes", "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": [", "", "f {\"a\": [")]
    [InlineData("hermes", "<tool_call>{\"na", "{\"na")]
    [InlineData(
        "llama3", " {\"name\": \"f\", \"parameters\": {\"a\": null}}; {\"name\": \"g\", \"parameters\": {}}",
        "", "f {\"a\": null}", "g {}")]
    [InlineData("llama3", "<|python_tag|>{\"type\": \"function\", \"name\": \"f\", \"parameters\": {\"a\": 1.5}}", "", "f {\"a\": 1.5}")]
    [InlineData("llama3", "The set {1, 2}", "The set {1, 2}")]
    [InlineData("llama3", "{\"a\": 1} is JSON", "{\"a\": 1} is JSON")]
    [InlineData(
        "mistral", "[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {\"a\": {}}}, {\"name\": \"g\", \"arguments\": {}}]",
        "", "f {\"a\": {}}", "g {}")]
    [InlineData("mistral", "Yes [1] [TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {}}]", "Yes [1] ", "f {}")]
    public void Calls_are_found_however_the_text_is_cut(string form, string text, string content, params string[] calls)
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var reader = new ToolCallReader(ToolForm.All.Single(f => f.Name == form), isForced: false);
            var (found, said) = (new List<StringBuilder>(), new StringBuilder());
            for (var at = 0; at <= text.Length;)
            {
                var length = round == 0 ? text.Length : Math.Min(text.Length - at, 1 + random.Next(round < 20 ? 1 : 12));
                foreach (var piece in reader.Push(text.Substring(at, length), isLast: at + length == text.Length))
                {
                    said.Append(piece.Content);
                    if (piece.Id is { } id)
                    {
                        Assert.Equal(form == "mistral" ? 9 : 29, id.Length);
                        Assert.Equal(found.Count, piece.Call);
                        found.Add(new StringBuilder($"{piece.Name} "));
                    }
                    if (piece.Content is null)
                    {
                        found[piece.Call].Append(piece.Arguments);
                    }
                }
                at += length;
                if (at == text.Length)
                {
                    break;
                }
            }
            Assert.Equal(content, said.ToString());
            Assert.Equal(calls, found.Select(f => f.ToString()));
        }
    }

    [Fact]
    public void What_comes_of_a_forced_call_is_read_as_one()
    {
        var random = new Random(4);
        foreach (var form in ToolForm.All)
        {
            var grammar = ToolGrammar.Calls(form, Tools, mayBeSeveral: true);
            var whole = 0;
            for (var i = 0; i < 30; i++)
            {
                var trie = GrammarReading.Pieces(random, 800);
                var (tokens, isWhole) = GrammarReading.Sample(grammar, trie, random, most: 200);
                if (!isWhole)
                {
                    continue;
                }
                whole++;
                var text = Encoding.UTF8.GetString(GrammarReading.Join(trie, tokens));
                var pieces = new ToolCallReader(form, isForced: true).Push(text, isLast: true);
                Assert.NotEmpty(pieces);
                foreach (var piece in pieces)
                {
                    Assert.True(piece.Content is null, text);
                    var tool = Tools.Single(t => t.Name == piece.Name);
                    Assert.True(new SchemaValidator(tool.Parameters!.Value).IsValid(JsonElement.Parse(piece.Arguments)), text);
                }
            }
            Assert.True(whole > 15, $"{form.Name}: {whole}");
        }
    }

    [Fact]
    public void A_strict_tool_is_held_to_its_schema_where_it_is_called_and_leaves_other_text_free()
    {
        var hermes = ToolGrammar.TextOrCalls(ToolForm.Hermes, Tools, mayBeSeveral: true);
        const string Call = "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 5}}\n</tool_call>";
        foreach (var text in new[] { "", "Hello", "a <tool_cal", "<<tool_call", Call, $"Well: {Call}", $"{Call}\n{Call} and more" })
        {
            Assert.True(hermes.Accepts(text), text);
        }
        foreach (var text in new[] { "<tool_call>", "<<tool_call>x", Call.Replace('5', '"'), Call.Replace('d', 's') })
        {
            Assert.False(hermes.Accepts(text), text);
        }
        Assert.False(ToolGrammar.TextOrCalls(ToolForm.Hermes, Tools, mayBeSeveral: false).Accepts($"{Call}\n{Call}"));
        var llama = ToolGrammar.TextOrCalls(ToolForm.Llama3, Tools, mayBeSeveral: false);
        Assert.True(llama.Accepts("{\"name\": \"add\", \"parameters\": {}}"));
        Assert.True(llama.Accepts("Hello {"));
        Assert.False(llama.Accepts("{\"name\": \"add\", \"parameters\": {\"b\": 1}}"));
    }

    [Theory]
    [InlineData("{{ '<tool_call>' }}", "hermes")]
    [InlineData("[TOOL_CALLS]", "mistral")]
    [InlineData("Environment: ipython", "llama3")]
    [InlineData("nothing", "hermes")]
    public void The_form_is_that_of_the_template(string template, string form) => Assert.Equal(form, ToolForm.Of(template).Name);
}
