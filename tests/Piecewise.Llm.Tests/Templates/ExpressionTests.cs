using System.Text.Json;
using Piecewise.Llm.Templates;
using Piecewise.Testing;

namespace Piecewise.Llm.Tests.Templates;

/// <summary>Random expressions give what Jinja gives; <c>make_expressions.py</c> beside the recording made them.</summary>
public sealed class ExpressionTests
{
    [Fact]
    public void Expressions_give_what_jinja_gives()
    {
        var file = Path.Combine(Repository.Root, "tests", "fixtures", "templates", "expressions.json");
        using var recorded = JsonDocument.Parse(File.ReadAllBytes(file));
        var values = recorded.RootElement.GetProperty("values");
        var wrong = new List<string>();
        foreach (var item in recorded.RootElement.GetProperty("cases").EnumerateArray())
        {
            var (template, expected) = (item[0].GetString()!, item[1].GetString());
            var actual = Outcome(template, values);
            if (actual != expected) wrong.Add($"{template}\n expected {expected ?? "an error"}\n actual   {actual ?? "an error"}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Outcome(string template, JsonElement values)
    {
        try
        {
            return Rendering.Render(template, values);
        }
        catch (TemplateException)
        {
            return null;
        }
    }
}
