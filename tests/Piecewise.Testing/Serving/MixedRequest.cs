using System.Net;
using System.Text;
using System.Text.Json;

namespace Piecewise.Testing;

/// <summary>What came of a request.</summary>
/// <param name="Text">The texts of all choices, with why they ended; of an error its code.</param>
/// <param name="Finished">Why each choice ended.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens of all choices.</param>
/// <param name="Error">The code of the error; null where there is none.</param>
internal sealed record MixedAnswer(string Text, string[] Finished, int PromptTokens, int OutputTokens, string? Error);

/// <summary>A request that gets the same answer each time.</summary>
/// <param name="Path">Where it is sent.</param>
/// <param name="Body">As JSON.</param>
/// <param name="Choices">Texts that it asks for; 0 where it is wrong.</param>
/// <param name="Streams">Whether the answer comes in pieces.</param>
internal sealed record MixedRequest(string Path, string Body, int Choices, bool Streams)
{
    /// <summary>All kinds: long and short, whole and streamed, several choices, held to a form, wrong ones.</summary>
    public static IReadOnlyList<MixedRequest> All()
    {
        var result = new List<MixedRequest>();
        for (var i = 0; i < 24; i++)
        {
            // Some share beginnings, some are long enough for several steps.
            var prompt = string.Concat(Enumerable.Repeat($"hacker {i % 5}: a jargon of {i % 3} ", 1 + (i % 7 * 6)));
            var streams = i % 2 == 0;
            Add(1 + (i % 3), streams, new()
            {
                ["prompt"] = prompt,
                ["max_tokens"] = 4 + (i * 3 % 40),
                ["n"] = 1 + (i % 3),
                ["temperature"] = i % 4 * 0.4,
                ["seed"] = i,
                ["ignore_eos"] = i % 2 == 1,
            });
        }
        Add(1, true, new() { ["prompt"] = "hacker: ", ["max_tokens"] = 40, ["seed"] = 5, ["logprobs"] = 3 });
        Add(1, false, new() { ["prompt"] = "foo", ["max_tokens"] = 60, ["temperature"] = 0, ["stop"] = new[] { "e", " t" } });
        Add(1, false, new()
        {
            ["prompt"] = "hacker: ",
            ["max_tokens"] = 60,
            ["seed"] = 3,
            ["structured_outputs"] = new { regex = "[a-d]{3,9} [0-9]{2}" },
        });
        Add(2, true, new()
        {
            ["prompt"] = "hacker: ",
            ["max_tokens"] = 80,
            ["seed"] = 4,
            ["n"] = 2,
            ["structured_outputs"] = new { json = new { type = "object", properties = new { a = new { type = "boolean" } } } },
        });
        Add(0, false, new() { ["prompt"] = "x", ["temperature"] = -1 });
        Add(0, true, new() { ["prompt"] = "x", ["suffix"] = "y" });
        Add(0, false, new() { ["prompt"] = "x", ["model"] = "another" });
        return result;

        void Add(int choices, bool streams, Dictionary<string, object> body)
        {
            body["stream"] = streams;
            if (streams)
            {
                body["stream_options"] = new { include_usage = true };
            }
            result.Add(new MixedRequest("v1/completions", JsonSerializer.Serialize(body), choices, streams));
        }
    }

    /// <summary>Sends it and reads the answer to its end.</summary>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public async Task<MixedAnswer> SendAsync(HttpClient http, CancellationToken leave)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, leave);
        var text = await response.Content.ReadAsStringAsync(leave);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var code = JsonElement.Parse(text).GetProperty("error").GetProperty("code").GetString();
            return new MixedAnswer($"{(int)response.StatusCode} {code}", [], 0, 0, code);
        }
        return Read(Streams ? [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)] : [$"data: {text}", "data: [DONE]"]);
    }

    private MixedAnswer Read(string[] events)
    {
        var texts = Enumerable.Range(0, Choices).Select(_ => new StringBuilder()).ToArray();
        var finished = new string[Choices];
        var (prompt, output) = (0, 0);
        if (events[^1] != "data: [DONE]")
        {
            throw new InvalidDataException($"A stream ended without [DONE]: {events[^1]}");
        }
        foreach (var piece in events[..^1].Select(e => JsonElement.Parse(e["data: ".Length..])))
        {
            foreach (var choice in piece.GetProperty("choices").EnumerateArray())
            {
                var index = choice.GetProperty("index").GetInt32();
                texts[index].Append(choice.GetProperty("text").GetString());
                finished[index] = choice.GetProperty("finish_reason").GetString() ?? finished[index];
            }
            if (piece.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            {
                (prompt, output) = (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
            }
        }
        return new MixedAnswer(string.Join('\u001f', texts.Zip(finished, (t, f) => $"{t}|{f}")), finished, prompt, output, null);
    }
}
