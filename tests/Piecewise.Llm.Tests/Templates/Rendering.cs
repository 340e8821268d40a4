using System.Text.Json;
using Piecewise.Llm.Templates;
using Piecewise.Llm.Templates.Evaluation;

namespace Piecewise.Llm.Tests.Templates;

/// <summary>Renders a template with values from JSON.</summary>
internal static class Rendering
{
    public static string Render(string template, string values = "{}", TemplateLimits? limits = null)
    {
        using var document = JsonDocument.Parse(values);
        return Render(template, document.RootElement, limits);
    }

    public static string Render(string template, JsonElement values, TemplateLimits? limits = null) =>
        Template.Parse(template, limits).Render(
            budget => values.EnumerateObject().Select(v => KeyValuePair.Create(v.Name, JsonValues.Read(v.Value, budget))),
            TimeProvider.System);
}
