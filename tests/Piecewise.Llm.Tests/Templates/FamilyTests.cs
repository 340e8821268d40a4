using System.Text.Json;
using Piecewise.Llm.Templates;
using Piecewise.Testing;

namespace Piecewise.Llm.Tests.Templates;

/// <summary>
/// Templates with the constructs of published models give exactly the texts that transformers gives, and its errors where it gives those.
/// <c>make.py</c> beside the recordings made them.
/// </summary>
public sealed class FamilyTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "fixtures", "templates");
    private static readonly JsonElement Recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json"))).RootElement;
    private static readonly TimeProvider Clock = new FixedClock(new DateTimeOffset(2026, 3, 7, 15, 4, 5, TimeSpan.Zero));

    public static TheoryData<string> Families =>
        [.. Directory.GetFiles(Folder, "*.jinja").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Renders_as_transformers(string family)
    {
        var template = ChatTemplate.Read(new Dictionary<string, string>
        {
            ["chat_template.jinja"] = File.ReadAllText(Path.Combine(Folder, family + ".jinja")),
            ["tokenizer_config.json"] = Recorded.GetProperty("tokens").GetRawText(),
        })!;
        var wrong = new List<string>();
        foreach (var expected in Recorded.GetProperty("expected").GetProperty(family).EnumerateObject())
        {
            var conversation = Recorded.GetProperty("conversations").GetProperty(expected.Name);
            var outcome = expected.Value.EnumerateObject().Single();
            var (kind, text) = Render(template, Input(conversation));
            bool isRight = outcome.Name switch
            {
                // How Python words its own errors is not ours to repeat; that there is one is.
                "error" => kind == "failed",
                "undefined" => kind == "failed" && text == outcome.Value.GetString(),
                _ => kind == outcome.Name && text == outcome.Value.GetString(),
            };
            if (!isRight) wrong.Add($"{expected.Name}\n expected {expected.Value}\n actual   {kind} {JsonSerializer.Serialize(text)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static (string Kind, string Text) Render(ChatTemplate template, ChatInput input)
    {
        try
        {
            return ("text", template.Render(input, Clock));
        }
        catch (TemplateRaisedException e)
        {
            return ("raised", e.Message);
        }
        catch (TemplateException e)
        {
            return ("failed", e.Reason);
        }
    }

    private static ChatInput Input(JsonElement conversation) => new(conversation.GetProperty("messages"))
    {
        Tools = Optional(conversation, "tools"),
        Documents = Optional(conversation, "documents"),
        AddGenerationPrompt = Optional(conversation, "add_generation_prompt")?.GetBoolean() ?? true,
        ContinueFinalMessage = Optional(conversation, "continue_final_message")?.GetBoolean() ?? false,
        Variables = Optional(conversation, "kwargs")?.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) ?? [],
    };

    private static JsonElement? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value : null;

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
