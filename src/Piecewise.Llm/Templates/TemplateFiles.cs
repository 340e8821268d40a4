using System.Collections.Immutable;
using System.Text.Json;

namespace Piecewise.Llm.Templates;

/// <summary>What a model's extra files say of its chat format.</summary>
/// <param name="Templates">The templates by name; <c>default</c> is the one for everything.</param>
/// <param name="Tokens">The texts of special tokens, by the names that templates know them under.</param>
internal sealed record TemplateFiles(
    ImmutableSortedDictionary<string, string> Templates, ImmutableSortedDictionary<string, string> Tokens)
{
    public const string Default = "default";
    public const string TemplateFile = "chat_template.jinja";
    private const string ConfigFile = "tokenizer_config.json";

    private static readonly string[] TokenNames =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <exception cref="TemplateException">A file is malformed.</exception>
    public static TemplateFiles Read(IReadOnlyDictionary<string, string> extraFiles)
    {
        var config = extraFiles.TryGetValue(ConfigFile, out var text) ? Parse(text) : default;
        var named = Names();
        // A file of its own counts more than the configuration's field, as in transformers.
        if (extraFiles.TryGetValue(TemplateFile, out var template)) named = named.Clear().Add(Default, template);
        return new TemplateFiles(named, ReadTokens(config));

        ImmutableSortedDictionary<string, string> Names() => Field(config, "chat_template") switch
        {
            { ValueKind: JsonValueKind.String } one => Empty.Add(Default, one.GetString()!),
            { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Aggregate(
                Empty, (all, item) => all.SetItem(TextOf(item, "name"), TextOf(item, "template"))),
            null => Empty,
            _ => throw new TemplateException($"The chat_template of the extra file {ConfigFile} is neither text nor a list of templates."),
        };
    }

    private static ImmutableSortedDictionary<string, string> Empty { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> ReadTokens(JsonElement config)
    {
        var tokens = Empty;
        foreach (var name in TokenNames)
        {
            if (Field(config, name) is not { } value) continue;
            var text = value.ValueKind == JsonValueKind.Object ? Field(value, "content") ?? value : value;
            tokens = tokens.Add(name, text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : throw new TemplateException($"The {name} of the extra file {ConfigFile} is neither text nor an object with content."));
        }
        return tokens;
    }

    private static string TextOf(JsonElement item, string name) => Field(item, name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw new TemplateException($"A chat_template of the extra file {ConfigFile} has no {name}.");

    private static JsonElement? Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new TemplateException($"The extra file {ConfigFile} is not JSON: {e.Message}");
        }
    }
}
