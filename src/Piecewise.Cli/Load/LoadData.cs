using System.Text.Json;

namespace Piecewise.Cli.Load;

/// <summary>A prompt of a file, and how many tokens its text is to have; null: as many as all.</summary>
internal sealed record DataPrompt(string Prompt, int? Output)
{
    private const int MostPrompts = 1_000_000;

    /// <summary>
    /// Reads a file with an object on each line, as <c>vllm bench serve</c> takes it: <c>{"prompt": "…", "output_tokens": 64}</c>.
    /// </summary>
    /// <exception cref="UsageException">A line is something else.</exception>
    public static DataPrompt[] Read(string path)
    {
        var prompts = new List<DataPrompt>();
        foreach (var (i, line) in File.ReadLines(path).Index())
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            prompts.Add(Parse(line) ?? throw new UsageException(
                $"Line {i + 1} of {path} must be an object with a prompt that is text, as {{\"prompt\": \"…\", \"output_tokens\": 64}}."));
            if (prompts.Count == MostPrompts)
            {
                break;
            }
        }
        return prompts.Count > 0 ? [.. prompts] : throw new UsageException($"{path} holds no prompts.");
    }

    private static DataPrompt? Parse(string line)
    {
        try
        {
            var value = JsonElement.Parse(line);
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("prompt", out var prompt)
                || prompt.ValueKind != JsonValueKind.String || prompt.GetString() is not { Length: > 0 } text)
            {
                return null;
            }
            if (!value.TryGetProperty("output_tokens", out var output))
            {
                return new DataPrompt(text, null);
            }
            return output.ValueKind == JsonValueKind.Number && output.TryGetInt32(out var count) && count > 0
                ? new DataPrompt(text, count) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
