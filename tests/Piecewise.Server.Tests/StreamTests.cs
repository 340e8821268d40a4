using System.Text;
using System.Text.Json;

namespace Piecewise.Server.Tests;

/// <summary>Streams join to what the same request gives without streaming (S4).</summary>
public sealed class StreamTests
{
    private const string Path = "/v1/completions";

    public static TheoryData<string> Requests =>
    [
        """{"prompt": "hacker: ", "max_tokens": 40, "temperature": 0}""",
        """{"prompt": ["foo", "The ", ":"], "max_tokens": 9, "temperature": 0.8, "seed": 5, "n": 3}""",
        """{"prompt": "A kluge is", "max_tokens": 60, "temperature": 1, "seed": -3, "stop": [".", "\n\n", "the"]}""",
        """{"prompt": [[5, 17, 300], [9]], "max_tokens": 12, "temperature": 0, "echo": true, "ignore_eos": true}""",
        """{"prompt": "bug", "max_tokens": 0, "echo": true, "n": 2}""",
        """{"prompt": "bar", "max_tokens": 25, "temperature": 0, "logprobs": 3, "presence_penalty": 1.5, "logit_bias": {"17": -100}}""",
        """{"prompt": "bar", "max_tokens": 25, "min_tokens": 20, "temperature": 1.5, "seed": 1, "top_k": 50, "top_p": 0.9, "min_p": 0.1}""",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_stream_joins_to_the_whole(string json)
    {
        await using var server = await TestServer.StartAsync();
        var whole = await server.PostTextAsync(Path, json);
        var request = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        request["stream"] = JsonElement.Parse("true");
        request["stream_options"] = JsonElement.Parse("""{"include_usage": true}""");
        var events = await server.StreamAsync(Path, request);

        Assert.Empty(events[^1].GetProperty("choices").EnumerateArray());
        foreach (var name in new[] { "prompt_tokens", "completion_tokens", "total_tokens" })
        {
            Assert.Equal(whole.Usage(name), events[^1].GetProperty("usage").GetProperty(name).GetInt32());
        }
        var pieces = events[..^1].Select(e => Assert.Single(e.GetProperty("choices").EnumerateArray())).ToLookup(
            c => c.GetProperty("index").GetInt32());
        var choices = whole.Json.GetProperty("choices");
        Assert.Equal(choices.GetArrayLength(), pieces.Count);
        Assert.Single(events.Select(e => e.GetProperty("id").GetString()).Distinct());
        for (var i = 0; i < choices.GetArrayLength(); i++)
        {
            Assert.Equal(i, choices[i].GetProperty("index").GetInt32());
            Assert.Equal(whole.TextOf(i), string.Concat(pieces[i].Select(p => p.GetProperty("text").GetString())));
            Assert.Equal(whole.FinishOf(i), pieces[i].Last().GetProperty("finish_reason").GetString());
            Assert.All(pieces[i].SkipLast(1), p => Assert.Equal(JsonValueKind.Null, p.GetProperty("finish_reason").ValueKind));
            if (choices[i].GetProperty("logprobs") is { ValueKind: JsonValueKind.Object } told)
            {
                foreach (var name in new[] { "tokens", "token_logprobs", "text_offset", "top_logprobs" })
                {
                    Assert.Equal(
                        told.GetProperty(name).EnumerateArray().Select(v => v.GetRawText()),
                        pieces[i].Select(p => p.GetProperty("logprobs")).Where(l => l.ValueKind == JsonValueKind.Object)
                            .SelectMany(l => l.GetProperty(name).EnumerateArray()).Select(v => v.GetRawText()));
                }
            }
        }
    }

    [Theory]
    [InlineData("é€😀")]
    [InlineData("😀")]
    public async Task No_piece_ends_inside_a_character(string characters)
    {
        await using var server = await TestServer.StartAsync();
        // Only single bytes of these characters may be picked, in any order: whole, torn and wrong ones come.
        var ids = ByteTokens(server, characters);
        for (var seed = 0; seed < 20; seed++)
        {
            var request = new Dictionary<string, object>
            {
                ["prompt"] = "x",
                ["max_tokens"] = 24,
                ["temperature"] = 1.5,
                ["seed"] = seed,
                ["allowed_token_ids"] = ids,
                ["ignore_eos"] = true,
                ["logprobs"] = 1,
            };
            var whole = await server.PostAsync(Path, request);
            var told = whole.Choice(0).GetProperty("logprobs").GetProperty("tokens");
            var tokens = told.EnumerateArray().Select(t => t.GetString()!).ToArray();
            Assert.Equal(24, tokens.Length);
            // Whole characters and replacements of bytes that are none.
            Assert.Equal(Encoding.UTF8.GetString([.. tokens.SelectMany(BytesOf)]), whole.TextOf());
            request["stream"] = true;
            var pieces = (await server.StreamAsync(Path, request)).Select(
                e => e.GetProperty("choices")[0].GetProperty("text").GetString()!);
            Assert.Equal(whole.TextOf(), string.Concat(pieces));
        }
    }

    [Fact]
    public async Task Stop_strings_are_found_wherever_tokens_end_and_never_shown()
    {
        await using var server = await TestServer.StartAsync();
        var text = (await server.PostAsync(Path, new { prompt = "hacker: ", max_tokens = 30, temperature = 0 })).TextOf();
        for (var i = 0; i + 4 < text.Length; i += 2)
        {
            var stop = text.Substring(i, 1 + (i % 4));
            var request = new { prompt = "hacker: ", max_tokens = 30, temperature = 0, stop, stream = true };
            var pieces = (await server.StreamAsync(Path, request)).Select(e => e.GetProperty("choices")[0]).ToArray();
            Assert.Equal(
                text[..text.IndexOf(stop, StringComparison.Ordinal)], string.Concat(pieces.Select(p => p.GetProperty("text").GetString())));
            Assert.Equal("stop", pieces[^1].GetProperty("finish_reason").GetString());
        }
    }

    [Fact]
    public async Task A_chat_streams_its_role_once_for_each_choice()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ChatTemplate = TestServer.Template });
        var request = new Dictionary<string, object>
        {
            ["messages"] = new[] { new { role = "user", content = "What is a foo?" } },
            ["n"] = 3,
            ["max_tokens"] = 12,
            ["temperature"] = 1,
            ["seed"] = 4,
        };
        var whole = await server.PostAsync("/v1/chat/completions", request);
        request["stream"] = true;
        var choices = (await server.StreamAsync("/v1/chat/completions", request)).Select(e => e.GetProperty("choices")[0]).ToLookup(
            c => c.GetProperty("index").GetInt32(), c => c.GetProperty("delta"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("assistant", choices[i].First().GetProperty("role").GetString());
            Assert.All(choices[i].Skip(1), d => Assert.False(d.TryGetProperty("role", out _)));
            Assert.Equal(whole.TextOf(i), string.Concat(choices[i].Select(d => d.GetProperty("content").GetString())));
        }
        Assert.Equal(3, Enumerable.Range(0, 3).Select(whole.TextOf).Distinct().Count());
    }

    private static byte[] BytesOf(string token) => token.StartsWith("bytes:", StringComparison.Ordinal)
        ? Convert.FromHexString(token["bytes:".Length..].Replace("\\x", "", StringComparison.Ordinal))
        : Encoding.UTF8.GetBytes(token);

    // The tokens of single bytes, by the characters that byte-level vocabularies write them with.
    private static int[] ByteTokens(TestServer server, string characters)
    {
        int[] kept = [.. Enumerable.Range('!', 94), .. Enumerable.Range(0xA1, 12), .. Enumerable.Range(0xAE, 82)];
        return [.. Encoding.UTF8.GetBytes(characters).Distinct().Select(b =>
        {
            var moved = Enumerable.Range(0, b).Count(other => !kept.Contains(other));
            var letter = kept.Contains(b) ? (char)b : (char)(0x100 + moved);
            return server.Tokenizer.TokenToId(letter.ToString()) ?? throw new InvalidOperationException($"no token for the byte {b}");
        })];
    }
}
