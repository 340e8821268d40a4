using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Server;
using Piecewise.Testing;

namespace Piecewise.Fuzz.Serving;

/// <summary>
/// Sends a server changed requests, several at once: whatever is sent, the answer is JSON or a stream, and never "something went wrong
/// inside the server"; and in the end nothing runs and every block is free.
/// </summary>
/// <param name="requests">How many.</param>
/// <param name="seed">Of the changes: the requests of a seed are the same ones each time.</param>
/// <param name="clients">Requests at once.</param>
internal sealed class ServingFuzz(int requests, int seed, int clients)
{
    private const int MostFindings = 20;

    private const string Template =
        "{% for message in messages %}<{{ message.role }}>{{ message.content }}{% if message.tool_calls %}{{ message.tool_calls | tojson }}"
        + "{% endif %}{% endfor %}{{ tools | tojson }}{% if add_generation_prompt %}<assistant>{% endif %}";

    private readonly ConcurrentQueue<string> findings = [];
    private readonly ConcurrentDictionary<HttpStatusCode, int> statuses = [];
    private int sent;

    /// <summary>Runs to the end, or to so many findings that more are no use.</summary>
    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(TextWriter output)
    {
        using var model = await LanguageModel.LoadAsync(Path.Combine(Repository.Root, "samples", "jargon.pt2"));
        await using var engine = new Engine(model, new EngineOptions { MaxSequences = 16 });
        await using var server = new LanguageModelServer(engine, new ServerOptions { Port = 0, ChatTemplate = Template });
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
        using var encoder = await EmbeddingModel.LoadAsync(Path.Combine(Repository.Root, "tests", "fixtures", "embeddings", "tiny.pt2"));
        await using var vectorServer = new LanguageModelServer(encoder, new ServerOptions { Port = 0 });
        await vectorServer.StartAsync();
        using var vectors = new HttpClient { BaseAddress = vectorServer.Address, Timeout = TimeSpan.FromMinutes(2) };
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => SendAsync(client, vectors, output)));
        for (var end = DateTime.UtcNow.AddSeconds(20); engine.State is not { Running: 0, Waiting: 0, BlocksUsed: 0 }; await Task.Delay(5))
        {
            if (DateTime.UtcNow > end)
            {
                findings.Enqueue($"After all requests the engine is still at work: {engine.State}");
                break;
            }
        }
        output.WriteLine($"{sent} requests: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} with {(int)s.Key}"))}");
        return findings;
    }

    private async Task SendAsync(HttpClient client, HttpClient vectors, TextWriter output)
    {
        for (int number; (number = Interlocked.Increment(ref sent)) <= requests && findings.Count < MostFindings;)
        {
            // First as they stand: where these were refused, changes of them would say nothing.
            var isChanged = number > RequestMutations.Requests.Length;
            var (path, body) = isChanged
                ? RequestMutations.Make(new Random((seed * 1_000_003) + number))
                : (RequestMutations.Requests[number - 1].Path, Encoding.UTF8.GetBytes(RequestMutations.Requests[number - 1].Body));
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await (path == RequestMutations.Vectors ? vectors : client).PostAsync(path, content);
            var text = await response.Content.ReadAsStringAsync();
            statuses.AddOrUpdate(response.StatusCode, 1, (_, n) => n + 1);
            if (!IsRight(response, text) || (!isChanged && response.StatusCode != HttpStatusCode.OK))
            {
                findings.Enqueue($"{number}: {path} {Encoding.UTF8.GetString(body)}\n{(int)response.StatusCode} {text}");
            }
            if (number % 10_000 == 0)
            {
                output.WriteLine($"{number} requests");
            }
        }
        Interlocked.Decrement(ref sent);
    }

    private static bool IsRight(HttpResponseMessage response, string text)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound))
        {
            return false;
        }
        return response.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonElement.Parse(text).TryGetProperty("error", out _) == (response.StatusCode != HttpStatusCode.OK)
            : !text.Contains("\"error\"", StringComparison.Ordinal) && text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal);
    }
}
