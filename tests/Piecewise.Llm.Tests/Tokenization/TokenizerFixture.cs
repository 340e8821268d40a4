using System.Text.Json;
using Piecewise.Testing;

namespace Piecewise.Llm.Tests.Tokenization;

/// <summary>
/// A tokenizer of <c>tests/fixtures/tokenizers</c> and what the reference library gives for it; <c>make.py</c> there made both.
/// </summary>
internal sealed record TokenizerFixture(
    string Json,
    Tokenizer Tokenizer,
    int Size,
    IReadOnlyList<(string Text, int[] Ids, int[] PlainIds)> Encodings,
    IReadOnlyList<(int[] Ids, string Text, string FullText)> Decodings)
{
    private static readonly Dictionary<string, TokenizerFixture> Loaded = [];

    public static IReadOnlyList<string> Styles { get; } =
        [.. Directory.GetFiles(Folder(), "*.expected.json")
            .Select(path => Path.GetFileName(path).Replace(".expected.json", "", StringComparison.Ordinal)).Order()];

    public static TheoryData<string> StyleData => [.. Styles];

    public static TokenizerFixture Load(string style)
    {
        lock (Loaded)
        {
            if (Loaded.TryGetValue(style, out var loaded)) return loaded;
            string json = File.ReadAllText(Path.Combine(Folder(), style + ".json"));
            using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), style + ".expected.json")));
            var fixture = new TokenizerFixture(
                json,
                Tokenizer.Load(json),
                expected.RootElement.GetProperty("size").GetInt32(),
                [.. expected.RootElement.GetProperty("encode").EnumerateArray()
                    .Select(item => (item[0].GetString()!, Ids(item[1]), Ids(item[2])))],
                [.. expected.RootElement.GetProperty("decode").EnumerateArray()
                    .Select(item => (Ids(item[0]), item[1].GetString()!, item[2].GetString()!))]);
            Loaded.Add(style, fixture);
            return fixture;
        }
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    /// <summary>The folder of the fixtures.</summary>
    public static string Folder() => Path.Combine(Repository.Root, "tests", "fixtures", "tokenizers");
}
